"""The table's second half: what each kind of caller can change by naming what is not theirs.

Written like `rows.py`. Whoever is refused must leave nothing changed, and learns nothing by using
the rightful party's idempotency key after it.
"""

from typing import Any

from tests.schema.http.doors.row import ANSWERS, Knows, act
from tests.schema.http.doors.rows import AGGREGATOR, ASSURANCE, CLERK, SELF, seeing
from tests.schema.http.doors.things import (
    BANK,
    CARD,
    CHENGDU,
    CLOSED,
    CONSENT,
    DELEGATION,
    FOOD,
    GIVEN,
    GRANT,
    IDENTIFIER,
    LICENSE,
    OPEN,
    OVERSIGHT,
    PERSON,
    RECOGNIZED,
    REVIEWER,
    RUNNING,
    SUBMITTED,
    SUSPENDED,
    SUSPENSION,
    UNTIL,
    WAIVING,
    body,
    text,
)

GRANTING = {"fields": ["holder_name"], "validUntil": UNTIL, "cause": "核实"}
ASKING = {"matter": "personal-loan", "caseNumber": "doors-asked"}
ANSWER = {"reason": "核查"}
FORMS = [{"key": key, "form": "FULL"} for key in ("status", "holder_name")]
FORMS += [{"key": "holder_code", "form": "MASKED"}]
OPERATOR = text("519999199107200337", "519999199107200338")
DEATH = {"codeType": "111", "kind": "DEATH", "endedOn": "2026-05-01"}
OBJECTION = {"organization": CHENGDU, "kind": "OBJECTION", "reference": "doors-objection"}
OBJECTION |= {"region": "510100", "until": UNTIL}
REPORT = {"organization": BANK, "entry": "identity-card", "told": "要求提供复印件"}
REPORT |= {"matter": "personal-loan"}
EDITOR, FOOD_REVIEWER = "editor-market-regulation", "reviewer-market-regulation"
LOW = "AssuranceNeeded"
EXEMPTION = {"ground": "COMMERCIAL_SECRET", "legalBasis": "food-safety-35"}
CHECK = {"code": "roadside-check", "zh": "核查", "en": "Check", "materials": []}
AMENDED: dict[str, Any] = {
    "zh": "路面核查",
    "en": "Road checks",
    "legalBasis": "road-traffic-safety-19",
}
AMENDED |= {
    "legalBasis": "road-traffic-safety-19",
    "retentionDays": 30,
    "byField": True,
    "matters": [CHECK],
}
USING = dict.fromkeys(("power-clerk", "bank-clerk"), "ScenarioNotYours")
UNHELD = "NoSuchLicenseHeld"

MUTATIONS = [
    act(
        "Mutation.grantUse(input.license)",
        LICENSE,
        by="adult",
        others=LOW,
        but=dict.fromkeys(
            ("foreigner", "agent", "physician", "guardian", "safety-officer"), "LicenseNotHeld"
        ),
        absent="LicenseNotHeld",
        more=GRANTING | {"organization": BANK},
    ),
    act(
        "Mutation.grantUse(input.person)",
        PERSON,
        by="adult",
        others=LOW,
        but=dict.fromkeys(("foreigner", "physician", "safety-officer"), "LicenseNotHeld"),
        more=GRANTING | {"license": LICENSE},
    ),
    act("Mutation.withdrawGrant(input.grant)", GRANT, by="adult", others="GrantNotFound", but=SELF),
    act(
        "Mutation.approveRequest(input.request)",
        SUBMITTED,
        by=REVIEWER,
        low=ANSWERS,
        others="RequestNotFound",
        but=seeing("bank", "bank-clerk", "publisher"),
        more={"fields": FORMS},
    ),
    act(
        "Mutation.refuseRequest(input.request)",
        SUBMITTED,
        by=REVIEWER,
        low=ANSWERS,
        others="RequestNotFound",
        but=seeing("bank", "bank-clerk", "publisher"),
        more=ANSWER,
    ),
    act(
        "Mutation.suspendRequest(input.request)",
        RUNNING,
        by=REVIEWER,
        low=ANSWERS,
        others="RequestNotFound",
        but={"publisher": ANSWERS} | seeing("bank", "bank-clerk"),
        more=ANSWER,
    ),
    act(
        "Mutation.resumeRequest(input.request)",
        SUSPENDED,
        by=REVIEWER,
        low=ANSWERS,
        others="RequestNotFound",
        but={"publisher": ANSWERS} | seeing("bank", "bank-clerk"),
    ),
    act(
        "Mutation.endRequest(input.request)",
        RUNNING,
        by="bank-clerk",
        low=ANSWERS,
        others="RequestNotFound",
        but={"bank": ANSWERS, REVIEWER: ANSWERS} | seeing("publisher"),
        more=ANSWER,
    ),
    act(
        "Mutation.countersignWaiver(input.request)",
        WAIVING,
        by="publisher",
        low=ANSWERS,
        others="RequestNotFound",
        but=seeing("bank", "bank-clerk", REVIEWER),
    ),
    act(
        "Mutation.askConsent(input.request)",
        RUNNING,
        by="bank",
        others="RequestNotFound",
        but=CLERK,
        more=ASKING | {"identifier": CARD},
    ),
    act(
        "Mutation.askConsent(input.identifier)",
        IDENTIFIER,
        by="bank",
        others="RequestNotFound",
        but=CLERK,
        absent=ANSWERS,
        more=ASKING | {"request": RUNNING},
    ),
    act(
        "Mutation.giveConsent(input.consent)",
        CONSENT,
        by="adult",
        others="ConsentNotFound",
        but=ASSURANCE,
        more={"fields": ["status"]},
    ),
    act(
        "Mutation.giveConsent(input.delegation)",
        DELEGATION,
        by="delegate",
        others="DelegationNotFound",
        but={"delegate@1": Knows(LOW), "delegate@2": Knows(LOW)},
        more={"consent": CONSENT, "fields": ["status"]},
    ),
    act(
        "Mutation.refuseConsent(input.consent)",
        CONSENT,
        by="adult",
        others="ConsentNotFound",
        but=ASSURANCE,
    ),
    act(
        "Mutation.refuseConsent(input.delegation)",
        DELEGATION,
        by="delegate",
        others="DelegationNotFound",
        but={"delegate@1": Knows(LOW), "delegate@2": Knows(LOW)},
        more={"consent": CONSENT},
    ),
    act(
        "Mutation.withdrawConsent(input.consent)",
        GIVEN,
        by="adult",
        others="ConsentNotFound",
        but=SELF,
    ),
    act(
        "Mutation.withdrawConsent(input.delegation)",
        DELEGATION,
        by="delegate",
        others="DelegationNotFound",
        low=ANSWERS,
        more={"consent": GIVEN},
    ),
    act(
        "Mutation.assignOversight(input.license)",
        LICENSE,
        by="supervisor",
        low=ANSWERS,
        others="NotAnOverseer",
        absent=ANSWERS,
        more=OBJECTION,
    ),
    act(
        "Mutation.endOversight(input.assignment)",
        OVERSIGHT,
        by="supervisor",
        low=ANSWERS,
        others="NotAnOverseer",
        absent="AssignmentNotFound",
    ),
    act(
        "Mutation.recordHolderEnd(input.code)",
        OPERATOR,
        by="aggregator-public-security",
        others="NotARegister",
        but={"issuer-civil-affairs": ANSWERS},
        absent="HolderUnknown",
        more=DEATH,
    ),
    act(
        "Mutation.undoHolderEnd(input.code)",
        OPERATOR,
        by="aggregator-public-security",
        others="NotARegister",
        but={"issuer-civil-affairs": ANSWERS, AGGREGATOR: Knows("NotARegister")},
        absent="HolderUnknown",
        more={"codeType": "111"},
    ),
    act(
        "Mutation.reportPaperDemand(input.delegation)",
        DELEGATION,
        by="delegate",
        others=LOW,
        but=dict.fromkeys(("adult", "foreigner", "physician", "safety-officer"), UNHELD),
        absent=UNHELD,
        more=REPORT,
    ),
    act(
        "Mutation.aggregateLicenses(input.records)",
        SUSPENSION,
        by="aggregator-public-security",
        others="NotAnAggregator",
        but={AGGREGATOR: ANSWERS},
        absent=ANSWERS,
    ),
    # codes that everybody may look up: who may change what they name
    act(
        "Mutation.amendScenario(input.code)",
        text("road-check"),
        by="traffic-officer",
        low=ANSWERS,
        others="NoUsingOffice",
        but=USING,
        more=AMENDED,
    ),
    act(
        "Mutation.retireScenario(input.code)",
        text("road-check"),
        by="traffic-officer",
        low=ANSWERS,
        others="NoUsingOffice",
        but=USING,
    ),
    act(
        "Mutation.withdrawRecognition(input.client)",
        RECOGNIZED,
        by="publisher",
        low=ANSWERS,
        others="RecognitionReserved",
    ),
    act(
        "Mutation.submitEntry(input.code)",
        FOOD,
        by=EDITOR,
        low=ANSWERS,
        others="NotYourEntry",
        more={"number": 3},
        once=True,
    ),
    act(
        "Mutation.acceptEntry(input.code)",
        FOOD,
        by=FOOD_REVIEWER,
        gets="RevisionChanged",
        low="RevisionChanged",
        others="NotYourEntry",
        but={"publisher": "RevisionChanged"},
        more={"number": 3, "digest": "00"},
    ),
    act(
        "Mutation.reviseEntry(input.body.code)",
        FOOD,
        by=EDITOR,
        gets=ANSWERS,
        low=ANSWERS,
        others="NotYourEntry",
        more={"body": body("")},
    ),
    act(
        "Mutation.declareExemption(input.code)",
        FOOD,
        by=EDITOR,
        gets=ANSWERS,
        low=ANSWERS,
        others="NotYourEntry",
        more={"exemption": EXEMPTION},
    ),
    act(
        "Mutation.retireEntry(input.code)",
        text("film-projection-license"),
        by="reviewer-film",
        low=ANSWERS,
        others="NotYourEntry",
        once=True,
    ),
    act(
        "Mutation.publishEntry(input.code)",
        CLOSED,
        by="publisher",
        low=ANSWERS,
        others="DataCenterAlone",
    ),
    act(
        "Mutation.withdrawEntry(input.code)",
        OPEN,
        by="publisher",
        low=ANSWERS,
        others="DataCenterAlone",
    ),
]
