"""What a matter asks for is checked against the licenses that are there, within lawful reach."""

from typing import Any

import pytest

from hub.crypto.keyring import Keyring
from hub.reading.materials import CheckedForAnotherMatter, MatterNotFound, NothingToCheck
from hub.reading.read import PurposeNeeded
from tests.schema.http.asking import ANYONE, Hub
from tests.schema.http.reaching import delegate
from tests.schema.http.sharing import asked, given, running

CHECK = """query ($matter: String!, $delegation: ID, $purpose: PurposeInput) {
    materialCheck(matter: $matter, delegation: $delegation, purpose: $purpose) {
        complete matter { code } materials {
            material { entry { body { code } } required } finding
            licenses { license state decision { outcome basis code remedy } } } } }"""
TRANSFER, LOAN = "power-account-transfer", "mortgage-loan"
PAPERS = (
    "special-operations-certificate",
    "construction-operator-certificate",
    "forensic-appraisal-report",
)


def checked(hub: Hub, by: str, matter: str, **said: Any) -> dict[str, Any]:  # noqa: ANN401 - passed on
    """Return the answer of a check."""
    told: dict[str, Any] = hub.ask(CHECK, by=by, matter=matter, **said)["materialCheck"]
    return told


def findings(told: dict[str, Any]) -> dict[str, str]:
    """Return what was found, by entry."""
    return {it["material"]["entry"]["body"]["code"]: it["finding"] for it in told["materials"]}


def purpose(case: str, matter: str = LOAN) -> dict[str, str]:
    """State the purpose of a bank's case."""
    return {"cause": "贷款审查", "scenario": "bank-loan", "matter": matter, "caseNumber": case}


def consent(hub: Hub, case: str) -> None:
    """Let the adult consent to the bank's seeing the status of the identity card for a case."""
    request = running(hub, {"status": "FULL"}, matters=[LOAN])
    asked(hub, request, "adult-identity", case, matter=LOAN)
    assert given(hub, "adult", case, "status")["state"] == "RUNNING"


def test_a_holder_learns_what_the_own_licenses_cover(hub: Hub) -> None:
    told = checked(hub, "adult", TRANSFER)
    assert findings(told) == {"identity-card": "COVERED", "real-estate-certificate": "COVERED"}
    assert told["complete"]
    card = told["materials"][0]["licenses"][0]
    assert card["license"] == hub.license_id("adult-identity", "adult")
    assert (card["state"], card["decision"]["basis"]) == ("IN_FORCE", "HOLDER")


def test_whoever_lacks_something_required_is_not_complete(hub: Hub) -> None:
    told = checked(hub, "foreigner", TRANSFER)
    assert set(findings(told).values()) == {"MISSING"}
    assert not told["complete"]


def test_what_is_optional_may_be_missing(hub: Hub) -> None:
    told = checked(hub, "adult", "personal-loan")
    assert findings(told)["safety-officer-certificate"] == "MISSING"
    assert told["complete"]


@pytest.mark.parametrize(
    ("by", "matter", "entry"),
    [
        ("agent", "company-account-opening", "business-license"),
        ("guardian", "primary-school-enrollment", "birth-certificate"),
    ],
)
def test_who_stands_for_a_holder_learns_it_for_them(
    hub: Hub, by: str, matter: str, entry: str
) -> None:
    assert findings(checked(hub, by, matter))[entry] == "COVERED"


def test_why_a_license_does_not_cover(hub: Hub) -> None:
    materials = [{"entry": entry, "fields": ["status"]} for entry in PAPERS]
    made = {"code": "odd-papers", "zh": "各类证照", "en": "Papers", "byField": True}
    matter = made | {"materials": materials}
    del matter["byField"]
    stated = made | {"legalBasis": "administrative-licensing-31", "retentionDays": 1}
    hub.do(
        "registerScenario",
        "... on Scenario { code }",
        by="desk",
        **stated,
        matters=[matter],
        idempotencyKey="odd",
    )
    told = checked(hub, "operator", "odd-papers")
    assert findings(told) == dict.fromkeys(PAPERS[:2], "NOT_IN_FORCE") | {PAPERS[2]: "MISSING"}
    states = [it["licenses"][0]["state"] for it in told["materials"][:2]]
    assert states == ["REVOKED", "EXPIRED"]
    assert findings(checked(hub, "adult", "odd-papers"))[PAPERS[2]] == "NOT_SHARED"


def test_a_weak_sign_in_learns_no_state(hub: Hub) -> None:
    told = checked(hub, "adult-account", TRANSFER)
    assert set(findings(told).values()) == {"STATE_HIDDEN"}
    one = told["materials"][0]["licenses"][0]
    assert (one["state"], one["decision"]["remedy"]) == (None, "RAISE_ASSURANCE")


def test_an_organization_learns_what_was_consented_to_in_its_case(hub: Hub) -> None:
    consent(hub, "case-1")
    told = checked(hub, "bank", LOAN, purpose=purpose("case-1"))
    assert findings(told) == {
        "identity-card": "COVERED",
        "real-estate-certificate": "MISSING",
        "marriage-certificate": "MISSING",
    }
    assert told["materials"][0]["licenses"][0]["decision"]["basis"] == "REQUEST"
    for by, said in [
        ("bank", purpose("case-2")),
        ("bank", purpose("case-1") | {"scenario": "bank-account"}),
        ("power", purpose("case-1")),
    ]:
        assert refused(hub, by, LOAN, purpose=said) == NothingToCheck.__name__


def test_the_holder_reads_that_the_bank_checked_and_saw_the_status_alone(hub: Hub) -> None:
    consent(hub, "case-3")
    checked(hub, "bank", LOAN, purpose=purpose("case-3"))
    query = """{ viewer { usage(first: 1) { records {
        operation caseNumber matter organization { code } fields { key outcome basis } } } } }"""
    (record,) = hub.ask(query, by="adult")["viewer"]["usage"]["records"]
    assert (record["operation"], record["caseNumber"]) == ("materialCheck", "case-3")
    assert record["fields"] == [{"key": "status", "outcome": "GRANTED", "basis": "REQUEST"}]


def test_a_delegate_learns_it_for_the_principal_in_the_matter(hub: Hub, keyring: Keyring) -> None:
    delegated = delegate(hub, keyring, "adult-identity", TRANSFER)
    said = {"delegation": delegated, "purpose": {"cause": "代办过户", "matter": TRANSFER}}
    told = checked(hub, "delegate", TRANSFER, **said)
    assert findings(told) == {"identity-card": "COVERED", "real-estate-certificate": "MISSING"}
    assert told["materials"][0]["licenses"][0]["decision"]["basis"] == "DELEGATION"
    assert refused(hub, "foreigner", TRANSFER, **said) == NothingToCheck.__name__
    elsewhere = said | {"purpose": {"cause": "贷款", "matter": LOAN}}
    assert refused(hub, "delegate", LOAN, **elsewhere) == NothingToCheck.__name__
    assert refused(hub, "delegate", TRANSFER, delegation=delegated) == PurposeNeeded.__name__
    ended = delegate(hub, keyring, "joint-owners", TRANSFER, ended=True)
    assert refused(hub, "delegate", TRANSFER, **said | {"delegation": ended}) == (
        NothingToCheck.__name__
    )


def refused(hub: Hub, by: str, matter: str, **said: Any) -> str:  # noqa: ANN401 - passed on
    """Return the code of the refusal of a check."""
    return str(hub.refusal(CHECK, by=by, matter=matter, **said)["code"])


REFUSED = [
    (ANYONE, TRANSFER, None, NothingToCheck),
    ("traffic-officer", TRANSFER, {"cause": "核对", "matter": TRANSFER}, NothingToCheck),
    ("bank", LOAN, None, PurposeNeeded),
    ("bank", LOAN, purpose("case-1", "personal-loan"), CheckedForAnotherMatter),
    ("adult", TRANSFER, purpose("case-1"), CheckedForAnotherMatter),
    ("adult", "no-such-matter", None, MatterNotFound),
    ("supervisor", TRANSFER, {"cause": "检查", "matter": TRANSFER}, NothingToCheck),
    ("supervisor", TRANSFER, {"cause": "检查"}, CheckedForAnotherMatter),
]


@pytest.mark.parametrize(("by", "matter", "stated", "expected"), REFUSED)
def test_nobody_else_learns_anything(
    hub: Hub, by: str, matter: str, stated: dict[str, str] | None, expected: type[Exception]
) -> None:
    assert refused(hub, by, matter, purpose=stated) == expected.__name__
