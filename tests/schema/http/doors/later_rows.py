"""The table's third part: delegations, showing, receipts, notices and partners.

Written like `rows.py` and `acts.py`.
"""

from typing import Any

from hub.partners.documents.rules import digest_of
from tests.schema.http.doors.row import ANSWERS, NULL, act, ask
from tests.schema.http.doors.rows import ISSUER, NODE, SELF
from tests.schema.http.doors.showing_things import (
    ACTIVE,
    APPLIED,
    AWAITING,
    CLIENT,
    CLIENT_WITH_DOCUMENT,
    CLIENT_WITH_KEY,
    CODE,
    DOCUMENT,
    KEY,
    KID,
    LIMITS,
    PASS,
    PRESENTATION,
    PUBLIC_KEY,
    SECURITY,
    SUSPENDED_PARTNER,
    SYSTEM,
)
from tests.schema.http.doors.things import (
    CARD_ID,
    DELEGATION,
    EVENT,
    LICENSE,
    NOTICES,
    ORGANIZATION_USES,
    PERSON,
    UNTIL,
)

LOW = "AssuranceNeeded"
REASON = {"reason": "核查"}
DELEGATING: dict[str, Any] = {"matter": "personal-loan", "fields": ["status"], "validUntil": UNTIL}
DELEGATING |= {"cause": "贷款"}
SHOWING = {"fields": ["holder_name"]}
OFFLINE: dict[str, Any] = SHOWING | {"publicKey": PUBLIC_KEY, "hours": 1}
HOLDERS = ("foreigner", "physician", "safety-officer")
DECIDING = {"by": SECURITY, "low": ANSWERS, "others": "DataCenterDecides"}
DECIDING |= {"absent": "PartnerNotFound"}
CLIENTS = {"by": SYSTEM, "low": ANSWERS, "others": "AdministratorNeeded"}
CLIENTS |= {"absent": "ClientNotFound"}
DOCUMENTS = {"documents": [DOCUMENT]}
WITHDRAWN = {"sha256": digest_of(DOCUMENT)}

LATER = [
    ask(
        "Query._entities(representations)",
        LICENSE,
        "_entities(representations: [$it]) { ... on License { id } }",
        by="adult",
        others=NULL,
        but=SELF | ISSUER,
        forged=NULL,
    ),
    ask(
        "Query.node(id)",
        DELEGATION,
        NODE,
        by="adult",
        others="DelegationNotFound",
        but=SELF | {"delegate": ANSWERS},
    ),
    ask("Query.node(id)", PRESENTATION, NODE, by="adult", others="PresentationNotFound", but=SELF),
    ask("Query.node(id)", PASS, NODE, by="adult", others="OfflinePassNotFound", but=SELF),
    ask(
        "Query.node(id)",
        ACTIVE,
        NODE,
        by=SYSTEM,
        low=ANSWERS,
        others="PartnerNotFound",
        but={"publisher": ANSWERS},
    ),
    ask(
        "Query.partner(id)",
        ACTIVE,
        "partner(id: $it) { id }",
        by=SYSTEM,
        low=ANSWERS,
        others="PartnerNotFound",
        but={"publisher": ANSWERS},
    ),
    ask(
        "Query.receipt(id)",
        EVENT,
        "receipt(id: $it) { checkpoint }",
        by="adult",
        others="ReceiptNotFound",
        but=SELF,
        forged="ReceiptNotFound",
    ),
    ask(
        "Query.notices(after)",
        NOTICES,
        "notices(after: $it) { notices { id } }",
        by="adult",
        others="CursorOutdated",
        but=SELF,
        forged="CursorOutdated",
    ),
    ask(
        "ActingOrganization.usage(after)",
        ORGANIZATION_USES,
        "organization { usage(after: $it) { records { event } } }",
        by="auditor",
        low=ANSWERS,
        others="OversightNotHeld",
        but=dict.fromkeys(("adult", "anyone", *HOLDERS), NULL),
        forged="CursorOutdated",
    ),
    ask(
        "Viewer.usage(license)",
        CARD_ID,
        "viewer { usage(license: $it) { records { event } } }",
        by="adult",
        others="empty",
        but=SELF,
    ),
    act(
        "Mutation.delegateUse(input.license)",
        CARD_ID,
        by="adult",
        others=LOW,
        but=dict.fromkeys(HOLDERS, "LicenseNotHeld"),
        absent="LicenseNotHeld",
        more=DELEGATING | {"person": PERSON},
    ),
    act(
        "Mutation.delegateUse(input.parent)",
        DELEGATION,
        by="delegate",
        others=LOW,
        but=dict.fromkeys(("adult", *HOLDERS), "DelegationNotFound"),
        absent="DelegationNotFound",
        more=DELEGATING | {"license": CARD_ID, "company": "91519999MA990001XH"},
    ),
    act(
        "Mutation.delegateUse(input.person)",
        PERSON,
        by="adult",
        others=LOW,
        but=dict.fromkeys(HOLDERS, "LicenseNotHeld"),
        more=DELEGATING | {"license": CARD_ID},
    ),
    act(
        "Mutation.approveDelegation(input.delegation)",
        AWAITING,
        by="agent",
        others=LOW,
        but=dict.fromkeys(("adult", *HOLDERS), "DelegationNotFound"),
        absent="DelegationNotFound",
    ),
    act(
        "Mutation.endDelegation(input.delegation)",
        DELEGATION,
        by="adult",
        others="DelegationNotFound",
        but=SELF | {"delegate": ANSWERS},
    ),
    act(
        "Mutation.presentLicense(input.license)",
        LICENSE,
        by="adult",
        others=LOW,
        but=dict.fromkeys(HOLDERS, "LicenseNotHeld"),
        absent="LicenseNotHeld",
        more=SHOWING,
    ),
    act(
        "Mutation.presentLicense(input.delegation)",
        DELEGATION,
        by="delegate",
        others=LOW,
        but=dict.fromkeys(("adult", *HOLDERS), "DelegationNotFound"),
        absent="DelegationNotFound",
        more=SHOWING | {"license": CARD_ID},
    ),
    act(
        "Mutation.prepareOffline(input.license)",
        LICENSE,
        by="adult",
        others=LOW,
        but=dict.fromkeys(HOLDERS, "LicenseNotHeld"),
        absent="LicenseNotHeld",
        more=OFFLINE,
    ),
    act(
        "Mutation.prepareOffline(input.delegation)",
        DELEGATION,
        by="delegate",
        others=LOW,
        but=dict.fromkeys(("adult", *HOLDERS), "DelegationNotFound"),
        absent="DelegationNotFound",
        more=OFFLINE | {"license": CARD_ID},
    ),
    act(
        "Mutation.redeemPresentation(input.code)",
        CODE,
        by="desk",
        low=ANSWERS,
        others="OfficialNeeded",
        but=dict.fromkeys(("issuer-civil-affairs", "power-clerk"), "ScenarioNotRegistered"),
        absent="PresentationNotFound",
        more={"scenario": "service-hall", "cause": "核验"},
        once=True,
    ),
    act(
        "Mutation.endPresentation(input.presentation)",
        PRESENTATION,
        by="adult",
        others="PresentationNotFound",
        but=SELF,
    ),
    act(
        "Mutation.endOffline(input.offlinePass)",
        PASS,
        by="adult",
        others="OfflinePassNotFound",
        but=SELF,
    ),
    act("Mutation.approvePartner(input.partner)", APPLIED, more=LIMITS, **DECIDING),
    act("Mutation.refusePartner(input.partner)", APPLIED, more=REASON, **DECIDING),
    act("Mutation.limitPartner(input.partner)", ACTIVE, more=LIMITS, **DECIDING),
    act("Mutation.suspendPartner(input.partner)", ACTIVE, more=REASON, **DECIDING),
    act("Mutation.resumePartner(input.partner)", SUSPENDED_PARTNER, more=REASON, **DECIDING),
    act("Mutation.endPartner(input.partner)", ACTIVE, more=REASON, **DECIDING),
    act(
        "Mutation.registerClient(input.partner)",
        ACTIVE,
        more={"name": "另一系统"},
        **CLIENTS | {"absent": "PartnerNotFound"},
    ),
    act("Mutation.retireClient(input.client)", CLIENT, **CLIENTS),
    act("Mutation.registerClientKey(input.client)", CLIENT, more={"jwk": KEY}, **CLIENTS),
    act("Mutation.retireClientKey(input.client)", CLIENT_WITH_KEY, more={"kid": KID}, **CLIENTS),
    ask(
        "Query.registeredDocuments(client)",
        CLIENT,
        "registeredDocuments(client: $it) { client }",
        **CLIENTS,
    ),
    act("Mutation.registerDocuments(input.client)", CLIENT, more=DOCUMENTS, **CLIENTS),
    act(
        "Mutation.withdrawDocument(input.client)",
        CLIENT_WITH_DOCUMENT,
        more=WITHDRAWN,
        **CLIENTS,
    ),
    act("Mutation.restrictClient(input.client)", CLIENT, more={"restricted": True}, **CLIENTS),
]
