"""What the hub declines, as data: the refusal, and a request that it answers with."""

from typing import Any, NamedTuple

from hub.authorizations.grants.refusals import GranteeInvalid, GrantNotFound, UsesInvalid
from hub.authorizations.refusals import (
    AssuranceNeeded,
    AuthorizationPeriodInvalid,
    CauseInvalid,
    EntryNotShared,
    FieldNotGrantable,
    FieldsMissing,
    LicenseEnded,
    LicenseNotHeld,
)
from hub.catalog.refusals import EntryNotFound, RevisionNotFound
from hub.errors import Refusal
from hub.policy.purpose import PurposeInvalid
from hub.reading.compare import FieldNotComparable, NothingToCompare, TooManyValues
from hub.reading.filters import (
    FieldNotSearchable,
    FieldNotUsable,
    FilterNeedsEntry,
    ScopeNotFilterable,
)
from hub.reading.read import PurposeNeeded
from hub.reading.verify import DigestInvalid, NothingToVerify
from schema.aggregation import RecordInvalid
from schema.explain import ExplainNotAllowed, NothingExplained, QueryNotExplained
from schema.ids import CursorOutdated, IdInvalid
from schema.licenses.queries import LicenseNotFound, LocatorInvalid, ScopeInvalid
from schema.paging import PageInvalid
from schema.purpose import PurposesDiffer
from schema.records import RecordNotFound, RegionUnknown, SearchInvalid
from schema.serve import DocumentInvalid
from tests.schema.http.asking import ANYONE, REFUSAL, identifier


class IdOf(NamedTuple):
    """Stands for the global id of a license at a fixed place, as its holder learns it."""

    landmark: str
    holder: str


class GrantOf(NamedTuple):
    """Stands for the global id of the newest grant of somebody."""

    party: str


class Row(NamedTuple):
    """A request that ends in a refusal."""

    refusal: type[Refusal]
    document: str
    given: dict[str, Any] = {}  # noqa: RUF012 - never changed
    by: str = ANYONE
    cause: str | None = None


def mutation(name: str, kind: str) -> str:
    """Write a mutation of which only the refusal is looked at."""
    return f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {REFUSAL} }} }}"


ONE = "query ($of: String) { license(identifier: $of) { status } }"
BY_ID = "query ($id: ID!) { license(id: $id) { status } }"
LIST = """query ($under: LicenseScope!, $filter: LicenseFilter, $first: Int, $after: String,
    $last: Int) { licenses(under: $under, filter: $filter, first: $first, after: $after,
    last: $last) { edges { cursor } } }"""
RECORDS = """query ($search: String, $region: String, $entry: String) { publicRecords(
    search: $search, region: $region, entry: $entry) { edges { cursor } } }"""
RECORD = "query ($of: String!) { publicRecord(identifier: $of) { status } }"
VERIFY = """query ($of: String!, $digest: String) {
    verifyLicense(identifier: $of, digest: $digest) { state } }"""
COMPARE = """query ($of: String!, $values: [ComparedValue!]!) {
    compareLicense(identifier: $of, values: $values) { code } }"""
EXPLAIN = (
    "query ($document: String!, $as: ExplainAs) { explain(query: $document, as: $as) { entry } }"
)
GRANT = mutation("grantUse", "GrantUseInput")
WITHDRAW = mutation("withdrawGrant", "WithdrawGrantInput")
AGGREGATE = mutation("aggregateLicenses", "AggregateLicensesInput")

BANK = "91519999MA9900036C"
ABSENT = identifier("adult-identity").replace("519999202690000009", "519999202690009999")
COMPANY = identifier("company-license")
HOLDINGS: dict[str, Any] = {"under": {"holdings": True}}
CARD = IdOf("adult-identity", "adult")


def granting(**changed: object) -> dict[str, Any]:
    """Return the input of a grant that would be given but for what is changed."""
    usual: dict[str, object] = {
        "license": CARD,
        "fields": ["holder_name"],
        "organization": BANK,
        "validUntil": "2027-06-01T00:00:00+08:00",
        "cause": "开户核实",
        "idempotencyKey": "refused",
    }
    return {"input": usual | changed}


def filtered(**narrowing: object) -> dict[str, Any]:
    """Return the arguments of a list of own licenses under a filter."""
    return HOLDINGS | {"filter": narrowing}


def explained(document: str, as_: dict[str, object] | None = None) -> dict[str, Any]:
    """Return the arguments of an explanation."""
    return {"document": document, "as": as_}


INVALID = [
    Row(LocatorInvalid, ONE),
    Row(IdInvalid, BY_ID, {"id": "none-of-ours"}),
    Row(IdInvalid, BY_ID, {"id": GrantOf("bank")}, "bank"),
    Row(ScopeInvalid, LIST, {"under": {"holdings": False}}, "adult"),
    Row(PurposeNeeded, LIST, {"under": {"issuance": True}}, "issuer-market-regulation"),
    Row(PurposeNeeded, LIST, {"under": {"grant": GrantOf("bank")}}, "bank"),
    Row(PageInvalid, LIST, HOLDINGS | {"first": 0}, "adult"),
    Row(PageInvalid, LIST, HOLDINGS | {"first": 101}, "adult"),
    Row(PageInvalid, LIST, HOLDINGS | {"first": 1, "last": 1}, "adult"),
    Row(FilterNeedsEntry, LIST, filtered(number="川A"), "adult"),
    Row(
        FieldNotSearchable,
        LIST,
        filtered(
            entry="identity-card", fields=[{"key": "holder_code", "equals": "519999199001010017"}]
        ),
        "adult",
    ),
    Row(
        FieldNotSearchable,
        LIST,
        filtered(entry="identity-card", fields=[{"key": "no_such_field", "equals": "x"}]),
        "adult",
    ),
    Row(
        ScopeNotFilterable,
        LIST,
        {"under": {"grant": GrantOf("bank")}, "filter": {"status": "IN_FORCE"}},
        "bank",
        "核对",
    ),
    Row(
        PurposeInvalid,
        """query ($of: String!, $why: String!) {
            license(identifier: $of, purpose: {cause: $why}) { status } }""",
        {"of": COMPANY, "why": "长" * 201},
    ),
    Row(PurposeInvalid, ONE, {"of": COMPANY}, cause="  "),
    Row(
        PurposesDiffer,
        """query ($of: String!) {
            license(identifier: $of, purpose: {cause: "其他"}) { status } }""",
        {"of": COMPANY},
        cause="核对",
    ),
    Row(
        PurposesDiffer,
        """query ($of: String!) {
            a: license(identifier: $of, purpose: {cause: "其一"}) { status }
            b: license(identifier: $of, purpose: {cause: "其一"}) { status }
            c: license(identifier: $of, purpose: {cause: "其二"}) { status } }""",
        {"of": COMPANY},
    ),
    Row(SearchInvalid, RECORDS, {"search": "天"}),
    Row(SearchInvalid, RECORDS, {"search": "天府 示"}),
    Row(SearchInvalid, RECORDS, {"search": "天府" * 51}),
    Row(RegionUnknown, RECORDS, {"region": "51"}),
    Row(DigestInvalid, VERIFY, {"of": COMPANY, "digest": "abc"}),
    Row(DigestInvalid, VERIFY, {"of": COMPANY, "digest": "zz" * 32}),
    Row(
        TooManyValues,
        COMPARE,
        {"of": COMPANY, "values": [{"key": "status", "value": "IN_FORCE"}] * 51},
    ),
    Row(QueryNotExplained, EXPLAIN, explained("mutation { publishEntry }"), "adult"),
    Row(QueryNotExplained, EXPLAIN, explained("{ nothing }"), "adult"),
    Row(QueryNotExplained, EXPLAIN, explained("{"), "adult"),
    Row(DocumentInvalid, "{"),
    Row(DocumentInvalid, "{ noSuchField }"),
    Row(DocumentInvalid, "{ viewer }"),
    Row(DocumentInvalid, "subscription { viewer { id } }"),
    Row(FieldsMissing, GRANT, granting(fields=[]), "adult"),
    Row(FieldNotGrantable, GRANT, granting(fields=["no_such_field"]), "adult"),
    Row(
        FieldNotGrantable,
        GRANT,
        granting(license=IdOf("company-license", "agent"), fields=["contact_phone"]),
        "agent",
    ),
    Row(
        AuthorizationPeriodInvalid, GRANT, granting(validUntil="2026-01-01T00:00:00+08:00"), "adult"
    ),
    Row(
        AuthorizationPeriodInvalid, GRANT, granting(validUntil="2036-01-01T00:00:00+08:00"), "adult"
    ),
    Row(UsesInvalid, GRANT, granting(maxUses=0), "adult"),
    Row(CauseInvalid, GRANT, granting(cause=" "), "adult"),
    Row(CauseInvalid, GRANT, granting(cause="长" * 201), "adult"),
    Row(GranteeInvalid, GRANT, granting(organization=None), "adult"),
    Row(GranteeInvalid, GRANT, granting(organization="91519999MA9999999X"), "adult"),
    Row(
        RecordInvalid,
        AGGREGATE,
        {"input": {"records": [1], "idempotencyKey": "r"}},
        "aggregator-market-regulation",
    ),
]
FORBIDDEN = [
    Row(AssuranceNeeded, GRANT, granting(), "adult-real-name"),
    Row(ExplainNotAllowed, EXPLAIN, explained("{ viewer { id } }", {"public": True}), "bank"),
    Row(
        FieldNotComparable,
        COMPARE,
        {"of": COMPANY, "values": [{"key": "contact_phone", "value": "028"}]},
    ),
    Row(FieldNotUsable, LIST, filtered(status="IN_FORCE"), "adult-account"),
]
NOT_FOUND = [
    Row(LicenseNotFound, ONE, {"of": ABSENT}, "adult"),
    Row(LicenseNotFound, ONE, {"of": identifier("adult-identity")}, "foreigner"),
    Row(LicenseNotFound, BY_ID, {"id": CARD}, "foreigner"),
    Row(RecordNotFound, RECORD, {"of": identifier("adult-identity")}),
    Row(EntryNotFound, RECORDS, {"entry": "no-such-entry"}),
    Row(NothingToVerify, VERIFY, {"of": ABSENT}),
    Row(NothingToCompare, COMPARE, {"of": "1.2.3", "values": [{"key": "status", "value": "x"}]}),
    Row(NothingExplained, EXPLAIN, explained("{ viewer { id } }"), "adult"),
    Row(
        RevisionNotFound,
        """{ policyDifference(entry: "identity-card", revision: 9) { key } }""",
    ),
    Row(LicenseNotHeld, GRANT, granting(), "foreigner"),
    Row(
        GrantNotFound,
        WITHDRAW,
        {"input": {"grant": GrantOf("bank"), "idempotencyKey": "w"}},
        "foreigner",
    ),
]
CONFLICT = [
    Row(EntryNotShared, GRANT, granting(license=IdOf("appraisal", "adult")), "adult"),
    Row(LicenseEnded, GRANT, granting(license=IdOf("revoked", "operator")), "operator"),
    Row(CursorOutdated, LIST, HOLDINGS | {"after": "none-of-ours"}, "adult"),
]
ROWS = {
    "INVALID": INVALID,
    "FORBIDDEN": FORBIDDEN,
    "NOT_FOUND": NOT_FOUND,
    "CONFLICT": CONFLICT,
}
"""Every row under the kind of its refusal."""
