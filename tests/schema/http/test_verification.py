"""A license is verified by its digest or the register; a comparison discloses no value."""

from typing import Any, NamedTuple

import pytest

from tests.schema.http.asking import RECORDS, Hub, identifier

VERIFY = """query ($of: String!, $digest: String) {
    verifyLicense(identifier: $of, digest: $digest) {
    entry { body { code } } issuer { code } state digestRight current madeOn } }"""
DIGEST = """query ($of: String!) { license(identifier: $of) { verification { digest chainIntact }
    versions { digest } } }"""
COMPARE = """query ($of: String!, $values: [ComparedValue!]!) {
    compareLicense(identifier: $of, values: $values) { code result } }"""
WRONG = "0" * 64


def verified(hub: Hub, of: str, digest: str | None = None, by: str = "anyone") -> dict[str, Any]:
    """Return what a verification told."""
    told: dict[str, Any] = hub.ask(VERIFY, by=by, of=identifier(of), digest=digest)["verifyLicense"]
    return told


def test_a_digest_that_its_holder_passed_on_is_right(hub: Hub) -> None:
    told = hub.ask(DIGEST, by="adult", of=identifier("adult-identity"))["license"]["verification"]
    assert told["chainIntact"]
    assert verified(hub, "adult-identity", told["digest"]) == {
        "entry": {"body": {"code": "identity-card"}},
        "issuer": {"code": "11519999MB9910027G"},
        "state": "IN_FORCE",
        "digestRight": True,
        "current": True,
        "madeOn": "2018-01-08",
    }


def test_the_digest_of_the_document_is_right_too(hub: Hub) -> None:
    assert verified(hub, "adult-identity", str(RECORDS["adult-identity"]["digest"]))["digestRight"]


def test_the_digest_of_an_older_version_is_right_and_not_current(hub: Hub) -> None:
    current = hub.ask(
        '{ viewer { licenses(entry: "physician-license") { edges { node { identifier versions'
        " { digest } } } } } }",
        by="corrected",
    )["viewer"]["licenses"]["edges"][0]["node"]
    newest, *_, oldest = (version["digest"] for version in current["versions"])
    for digest, is_current in ((newest, True), (oldest, False)):
        told = hub.ask(VERIFY, of=current["identifier"], digest=digest)["verifyLicense"]
        assert (told["digestRight"], told["current"]) == (True, is_current)


def test_a_wrong_digest_of_a_license_in_the_register_is_told(hub: Hub) -> None:
    for digest in (WRONG, None):
        told = verified(hub, "company-license", digest)
        assert (told["digestRight"], told["current"], told["state"]) == (False, None, "IN_FORCE")


def test_a_wrong_digest_and_no_license_look_the_same(hub: Hub) -> None:
    absent = identifier("adult-identity").replace("519999202690000009", "519999202690009999")
    wrong = hub.refusal(VERIFY, of=identifier("adult-identity"), digest=WRONG)
    none = hub.refusal(VERIFY, of=absent, digest=WRONG)
    assert wrong["code"] == none["code"] == "NothingToVerify"
    assert {**wrong, "requestId": ""} == {**none, "requestId": ""}


def test_a_license_of_an_entry_that_is_not_published_is_verified_by_its_digest(hub: Hub) -> None:
    digest = str(RECORDS["appraisal"]["digest"])
    assert verified(hub, "appraisal", digest)["state"] == "IN_FORCE"
    assert hub.refusal(VERIFY, of=identifier("appraisal"))["code"] == "NothingToVerify"


def test_a_suspended_license_is_told_so(hub: Hub) -> None:
    assert verified(hub, "suspended")["state"] == "SUSPENDED"


def compared(hub: Hub, of: str, by: str = "anyone", cause: str | None = None, **values: str) -> Any:  # noqa: ANN401 - as JSON has it
    """Compare values with a license's."""
    stated = [{"key": key, "value": value} for key, value in values.items()]
    return hub.ask(COMPARE, by=by, cause=cause, of=of, values=stated)["compareLicense"]


class Case(NamedTuple):
    """A value said to be a license's, and what a comparison tells of it."""

    of: str
    key: str
    value: str
    told: tuple[int, str]
    by: str = "anyone"


CASES = [
    Case("company-license", "holder_name", "天府示例科技有限公司", (0, "CORRECT_AND_VALID")),
    Case("adult-identity", "holder_code", "519999199001010017", (0, "CORRECT_AND_VALID"), "adult"),
    Case("suspended", "holder_name", "蓉城示例商贸有限公司", (2, "CORRECT_BUT_SUSPENDED")),
    Case(
        "dissolved-company-license", "holder_name", "岷江示例建材有限公司", (3, "CORRECT_BUT_ENDED")
    ),
    Case("expired", "holder_name", "褚特作", (3, "CORRECT_BUT_ENDED"), "operator"),
    Case("company-license", "valid_until", "2030-01-01", (4, "NOT_ENOUGH_INFORMATION")),
    Case("company-license", "holder_name", "　", (6, "EMPTY_INPUT")),
    Case("company-license", "holder_name", "别的公司", (7, "PARTLY_WRONG")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.of}-{case.key}-{case.told[0]}")
def test_a_comparison_tells_a_code_and_no_value(hub: Hub, case: Case) -> None:
    told = compared(hub, identifier(case.of), case.by, **{case.key: case.value})
    assert (told["code"], told["result"]) == case.told


def test_no_values_are_empty_input(hub: Hub) -> None:
    assert compared(hub, identifier("company-license"))["code"] == 6


def test_a_license_of_tomorrow_is_not_yet_active(hub: Hub) -> None:
    with hub.database() as owner:
        owner.execute(
            "UPDATE license SET valid_from = current_date + 30 WHERE identifier = %s",
            [identifier("food-license")],
        )
    told = compared(hub, identifier("food-license"), "agent", holder_name="天府示例科技有限公司")
    assert told == {"code": 1, "result": "CORRECT_NOT_YET_ACTIVE"}


def test_the_issuer_is_told_that_there_is_no_such_license(hub: Hub) -> None:
    absent = identifier("food-license").replace("519999202690000004", "519999202690009999")
    clerk = "issuer-market-regulation"
    told = compared(hub, absent, clerk, "核对", holder_name="天府示例科技有限公司")
    assert told == {"code": 5, "result": "NOT_FOUND"}
