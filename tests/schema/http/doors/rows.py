"""The table: what each kind of caller gets by naming what belongs to somebody else.

A new field or argument that takes an id fails `test_ids.py` until it has its row here. One line:

    ask("Query.thing(id)", THING, "thing(id: $it) { id }", by="adult", others="ThingNotFound"),
    act("Mutation.endThing(input.thing)", THING, by="adult", others="ThingNotFound"),

`THING` says how its rightful party makes one (`things.py`); `by` is that party and gets an answer,
`others` is the outcome of everybody in `callers.py` who is not named in `but`. The test also asks
about a thing that does not exist and compares the whole answers, so "absent" and "not yours" are
one, except for whom `but` says `Knows(...)`. An argument that names nothing of anybody's goes to
`words.py` instead, with the reason.
"""

from tests.schema.http.doors.row import ANSWERS, EMPTY, NULL, Knows, ask
from tests.schema.http.doors.things import (
    AGREED,
    ASK,
    BATCH,
    CARD,
    CASE,
    CHENGDU,
    CHILDS,
    COMPANYS,
    CONSENT,
    DELEGATION,
    DIGEST,
    DRAFT,
    DRIVING,
    EXPLAINED,
    GRANT,
    HELD,
    HOLDINGS,
    IDENTIFIER,
    LICENSE,
    NEWEST_BATCH,
    ORGANIZATION,
    OVERSIGHT,
    PERSON,
    REGISTER,
    REPORTS,
    REVIEWER,
    REVISION,
    RUNNING,
    UNDER,
    USES,
    text,
)

IN_CASE = 'purpose: {cause: "c", scenario: "bank-loan", matter: "personal-loan", caseNumber: $it}'
VALUES = 'values: [{key: "status", value: "IN_FORCE"}]'
NODE = "node(id: $it) { id }"
EDGES = "{ edges { node { id } } }"
AGGREGATOR = "aggregator-market-regulation"

HOLDERS = ("adult", "foreigner", "physician", "safety-officer")
"""Natural persons, who check their own materials in any case whatsoever."""
SELF = {"adult@1": ANSWERS, "adult@2": ANSWERS}
"""A holder finds what is own at any assurance; the fields are another question (policy.md)."""
ISSUER = {"traffic-officer": ANSWERS}
CLERK = {"bank-clerk": ANSWERS}
ISSUING = {"issuer-civil-affairs": "BatchNotFound"}
ASSURANCE = {"adult@1": Knows("AssuranceNeeded"), "adult@2": Knows("AssuranceNeeded")}
"""A holder who must sign in better may know the own thing."""


def seeing(*who: str) -> dict[str, str | Knows]:
    """Say who may know of an access request without being the one who answers it."""
    return dict.fromkeys(who, Knows("NotYourRequest"))


QUERIES = [
    # licenses
    ask(
        "Query.license(id)",
        LICENSE,
        "license(id: $it) { id }",
        by="adult",
        others="LicenseNotFound",
        but=SELF | ISSUER,
    ),
    ask(
        "Query.license(id)",
        CHILDS,
        "license(id: $it) { id }",
        by="guardian",
        others="LicenseNotFound",
        but={"guardian@1": ANSWERS, "guardian@2": ANSWERS},
    ),
    ask(
        "Query.license(id)",
        COMPANYS,
        "license(id: $it) { id }",
        by="agent",
        others="LicenseNotFound",
        but={"agent@1": ANSWERS, "agent@2": ANSWERS},
    ),
    ask(
        "Query.license(identifier)",
        IDENTIFIER,
        "license(identifier: $it) { id }",
        by="adult",
        others="LicenseNotFound",
        but=SELF | ISSUER,
    ),
    ask(
        "Query.license(purpose.caseNumber)",
        CASE,
        f'license(identifier: "{CARD}", {IN_CASE}) {{ id }}',
        by="bank",
        others="LicenseNotFound",
        but=CLERK | {"adult": ANSWERS},
    ),
    ask(
        "Query.licenses(under.grant)",
        GRANT,
        f"licenses(under: {{grant: $it}}) {EDGES}",
        by="bank",
        others=EMPTY,
        but=CLERK,
    ),
    ask(
        "Query.licenses(under.request)",
        AGREED,
        f"licenses(under: {{request: $it}}) {EDGES}",
        by="bank",
        others=EMPTY,
        but=CLERK,
        purpose=UNDER,
    ),
    ask(
        "Query.licenses(purpose.caseNumber)",
        CASE,
        f'licenses(under: {{scenario: "bank-loan"}}, {IN_CASE}) {EDGES}',
        by="bank",
        others=EMPTY,
        but=CLERK,
    ),
    ask(
        "Query.licenses(after)",
        HOLDINGS,
        f"licenses(under: {{holdings: true}}, after: $it) {EDGES}",
        by="adult",
        others="CursorOutdated",
        but=SELF,
        forged="CursorOutdated",
    ),
    ask(
        "Query.licenses(before)",
        HOLDINGS,
        f"licenses(under: {{holdings: true}}, before: $it, last: 1) {EDGES}",
        by="adult",
        gets=EMPTY,
        others="CursorOutdated",
        but=dict.fromkeys(SELF, EMPTY),
        forged="CursorOutdated",
    ),
    ask(
        "Viewer.licenses(after)",
        HELD,
        f"viewer {{ licenses(after: $it) {EDGES} }}",
        by="adult",
        others="CursorOutdated",
        but=SELF,
        forged="CursorOutdated",
    ),
    ask(
        "Viewer.licenses(before)",
        HELD,
        f"viewer {{ licenses(before: $it, last: 1) {EDGES} }}",
        by="adult",
        gets=EMPTY,
        others="CursorOutdated",
        but=dict.fromkeys(SELF, EMPTY),
        forged="CursorOutdated",
    ),
    # register, verification, comparison, explanation
    ask(
        "Query.publicRecord(identifier)",
        IDENTIFIER,
        "publicRecord(identifier: $it) { id }",
        by="adult",
        gets="RecordNotFound",
        others="RecordNotFound",
    ),
    ask(
        "Query.publicRecords(after)",
        REGISTER,
        f'publicRecords(search: "天府", after: $it) {EDGES}',
        by="adult",
        others="CursorOutdated",
        but=SELF,
        forged="CursorOutdated",
    ),
    ask(
        "Query.publicRecords(before)",
        REGISTER,
        f'publicRecords(search: "天府", before: $it, last: 1) {EDGES}',
        by="adult",
        gets=EMPTY,
        others="CursorOutdated",
        but=dict.fromkeys(SELF, EMPTY),
        forged="CursorOutdated",
    ),
    ask(
        "Query.verifyLicense(identifier)",
        IDENTIFIER,
        "verifyLicense(identifier: $it) { state }",
        by="adult",
        gets="NothingToVerify",
        others="NothingToVerify",
    ),
    ask(
        "Query.verifyLicense(digest)",
        DIGEST,
        f'verifyLicense(identifier: "{DRIVING}", digest: $it) {{ state }}',
        by="adult",
        others=ANSWERS,
        absent="NothingToVerify",
    ),
    ask(
        "Query.compareLicense(identifier)",
        IDENTIFIER,
        f"compareLicense(identifier: $it, {VALUES}) {{ code }}",
        by="adult",
        others="NothingToCompare",
        but=ISSUER
        | {
            "adult@2": ANSWERS,
            "adult@1": Knows("FieldNotComparable"),
            "anyone": "FieldNotComparable",
        },
    ),
    ask(
        "Query.compareLicense(purpose.caseNumber)",
        CASE,
        f'compareLicense(identifier: "{CARD}", {IN_CASE}, {VALUES}) {{ code }}',
        by="bank",
        others="NothingToCompare",
        but=CLERK | {"adult": ANSWERS, "anyone": "FieldNotComparable"},
    ),
    ask(
        "Query.explain(query)",
        EXPLAINED,
        "explain(query: $it) { entry }",
        by="adult",
        others="NothingExplained",
        but=SELF | ISSUER,
    ),
    ask(
        "Query.materialCheck(delegation)",
        DELEGATION,
        'materialCheck(matter: "personal-loan", delegation: $it) { complete }',
        by="delegate",
        others="NothingToCheck",
        purpose=UNDER,
    ),
    ask(
        "Query.materialCheck(purpose.caseNumber)",
        CASE,
        f'materialCheck(matter: "personal-loan", {IN_CASE}) {{ complete }}',
        by="bank",
        others="NothingToCheck",
        but=CLERK | dict.fromkeys(HOLDERS, ANSWERS),
    ),
    # whatever has a global id
    ask("Query.node(id)", LICENSE, NODE, by="adult", others="LicenseNotFound", but=SELF | ISSUER),
    ask(
        "Query.node(id)",
        GRANT,
        NODE,
        by="adult",
        others="GrantNotFound",
        but=SELF | CLERK | {"bank": ANSWERS},
    ),
    ask(
        "Query.node(id)",
        RUNNING,
        NODE,
        by="bank",
        others="RequestNotFound",
        but=CLERK | {REVIEWER: ANSWERS, "supervisor": ANSWERS, "publisher": ANSWERS},
    ),
    ask("Query.node(id)", CONSENT, NODE, by="adult", others="ConsentNotFound", but=SELF),
    ask("Query.node(id)", ASK, NODE, by="bank", others="ConsentNotFound", but=CLERK),
    ask(
        "Query.node(id)",
        OVERSIGHT,
        NODE,
        by="supervisor",
        others=NULL,
        but={"supervisor@1": ANSWERS, "city-government": ANSWERS},
    ),
    ask(
        "Query.node(id)",
        BATCH,
        NODE,
        by=AGGREGATOR,
        others="NotAnAggregator",
        but=ISSUING | {"aggregator-public-security": "BatchNotFound"},
        absent="BatchNotFound",
    ),
    ask("Query.node(id)", PERSON, NODE, by="delegate", gets="IdInvalid", others="IdInvalid"),
    ask("Query.node(id)", ORGANIZATION, NODE, by="bank", others=ANSWERS),
    ask(
        "Query.consentAsks(caseNumber)",
        CASE,
        "consentAsks(caseNumber: $it) { id }",
        by="bank",
        others=EMPTY,
        but=CLERK,
    ),
    ask(
        "Query.paperDemands(organization)",
        text(CHENGDU, "11519999MB9999999X"),
        "paperDemands(organization: $it) { endCursor counts { count } }",
        by="desk-auditor",
        others="PaperDemandsReserved",
        absent="PaperDemandsReserved",
        but={"supervisor": ANSWERS, "auditor": ANSWERS, "desk-auditor@1": ANSWERS},
    ),
    ask(
        "Query.batch(id)",
        BATCH,
        "batch(id: $it) { id }",
        by=AGGREGATOR,
        others="NotAnAggregator",
        but=ISSUING | {"aggregator-public-security": "BatchNotFound"},
        absent="BatchNotFound",
    ),
    ask(
        "Query.batches(after)",
        NEWEST_BATCH,
        "batches(after: $it) { id }",
        by=AGGREGATOR,
        gets=EMPTY,
        others="NotAnAggregator",
        but={"aggregator-public-security": EMPTY, "issuer-civil-affairs": EMPTY},
    ),
    ask(
        "Query.paperDemands(after)",
        REPORTS,
        f'paperDemands(organization: "{CHENGDU}", after: $it) {{ endCursor counts {{ count }} }}',
        by="desk-auditor",
        low=ANSWERS,
        others="CursorOutdated",
        forged="CursorOutdated",
    ),
    ask(
        "Viewer.usage(after)",
        USES,
        "viewer { usage(after: $it) { records { event } } }",
        by="adult",
        others="CursorOutdated",
        but=SELF,
        forged="CursorOutdated",
    ),
    ask(
        "Query.catalogRevisions(code)",
        DRAFT,
        "catalogRevisions(code: $it) { state }",
        by="editor-market-regulation",
        low=ANSWERS,
        others=EMPTY,
        but={"publisher": ANSWERS, AGGREGATOR: ANSWERS},
    ),
    ask(
        "Query.policyDifference(revision)",
        REVISION,
        'policyDifference(entry: "food-business-license", revision: $it) { key }',
        by="editor-market-regulation",
        others="RevisionNotFound",
        but={"publisher": ANSWERS, AGGREGATOR: ANSWERS},
        low=ANSWERS,
    ),
]
