"""What happens in a license's life: each by the right office, with reason and basis, sealed."""

from datetime import timedelta
from typing import Any

import pytest

from hub.clock import now
from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import (
    CASE,
    CLERK,
    SHOWN,
    happened,
    issued,
    key,
    like,
)

READ = """query ($id: ID!) { license(id: $id) {
    status validUntil capital: field(key: "registered_capital") { value }
    verification { chainIntact }
    versions { sequence version event status seals cause { reason legalBasis } }
} }"""
TODAY = now().date()


def read(hub: Hub, license_: str, by: str = "agent") -> dict[str, Any]:
    """Return a license as its holder sees it."""
    found: dict[str, Any] = hub.ask(READ, by=by, id=license_)["license"]
    return found


@pytest.mark.parametrize(
    ("act", "status"),
    [
        ("suspendLicense", "SUSPENDED"),
        ("recordInspection", "IN_FORCE"),
        ("annulLicense", "ANNULLED"),
        ("revokeLicense", "REVOKED"),
        ("cancelLicense", "CANCELLED"),
    ],
)
def test_each_act_is_a_sealed_version_with_its_reason(hub: Hub, act: str, status: str) -> None:
    license_ = issued(hub)["license"]
    made = happened(hub, act, license_)
    assert made["state"] == "DONE", made
    found = read(hub, license_)
    assert found["status"] == status
    assert found["verification"]["chainIntact"]
    latest = found["versions"][0]
    assert (latest["sequence"], latest["seals"]) == (2, 1)
    assert latest["cause"] == {
        "reason": "经营者申请",
        "legalBasis": "market-entity-registration-35",
    }


def test_only_a_resumption_lifts_a_suspension(hub: Hub) -> None:
    license_ = issued(hub)["license"]
    happened(hub, "suspendLicense", license_)
    assert happened(hub, "suspendLicense", license_)["code"] == "EventNotAllowed"
    assert happened(hub, "recordInspection", license_)["code"] == "EventNotAllowed"
    assert happened(hub, "resumeLicense", license_)["state"] == "DONE"
    assert read(hub, license_)["status"] == "IN_FORCE"


def test_what_has_ended_stays_ended(hub: Hub) -> None:
    license_ = issued(hub)["license"]
    happened(hub, "cancelLicense", license_)
    for act in ("suspendLicense", "resumeLicense", "annulLicense", "revokeLicense"):
        assert happened(hub, act, license_)["code"] == "EventNotAllowed"
    changed = change(hub, license_, face={"company_type": "股份有限公司"})
    assert changed["code"] == "VersionAfterEnd"


def test_another_office_learns_no_more_than_of_a_license_that_is_not_there(hub: Hub) -> None:
    license_ = issued(hub)["license"]
    absent = hub.license_id("marriage", by="adult")
    told = [
        happened(hub, "revokeLicense", which, by="issuer-health") for which in (license_, absent)
    ]
    assert told[0] == told[1]
    assert told[0]["code"] == "LicenseNotYours"
    assert happened(hub, "revokeLicense", license_, by="agent")["code"] == "NotAnIssuingOffice"
    assert happened(hub, "revokeLicense", "nonsense")["code"] == "IdInvalid"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": ""}, "ReasonNeeded"),
        ({"reason": "x" * 201}, "ReasonNeeded"),
        ({"legalBasis": "no-such-basis"}, "ReasonNeeded"),
        ({"matter": "x" * 201}, "ReasonNeeded"),
        ({"occurredOn": (TODAY + timedelta(days=2)).isoformat()}, "DayUnfit"),
    ],
)
def test_an_act_needs_a_reason_a_basis_and_a_day(hub: Hub, said: dict[str, Any], code: str) -> None:
    license_ = issued(hub)["license"]
    assert happened(hub, "suspendLicense", license_, **said)["code"] == code
    assert len(read(hub, license_)["versions"]) == 1


def change(hub: Hub, license_: str, by: str = CLERK, **said: Any) -> dict[str, Any]:  # noqa: ANN401
    """Change a license."""
    wish = {"license": license_, "case": CASE, "idempotencyKey": key()} | said
    return hub.do("changeLicense", SHOWN, by=by, **wish)


def test_a_change_keeps_the_rest_and_supersedes_the_former_version(hub: Hub) -> None:
    made = issued(hub)
    changed = change(hub, made["license"], face={"company_type": "股份有限公司"})
    assert changed["state"] == "DONE", changed
    assert changed["identifier"][-5:-2] == "002"
    found = read(hub, made["license"])
    assert found["capital"]["value"] == {"amount": "7723284.94", "currency": "CNY"}
    assert [one["event"] for one in found["versions"]] == ["CHANGED", "ISSUED"]
    asked = (
        'query ($i: String!) { license(identifier: $i) { field(key: "company_type") { value } } }'
    )
    for identifier in (made["identifier"], changed["identifier"]):
        told = hub.ask(asked, by="agent", i=identifier)["license"]
        assert told["field"]["value"] == "股份有限公司"
    used = hub.ask(
        "{ viewer { usage(first: 1) { records { operation caseNumber } } } }", by="agent"
    )["viewer"]["usage"]["records"]
    assert used[0]["operation"]


def test_a_change_that_changes_nothing_or_is_faulty_is_refused(hub: Hub) -> None:
    license_ = issued(hub)["license"]
    assert change(hub, license_)["code"] == "NothingChanged"
    assert change(hub, license_, face={"nickname": "x"})["code"] == "ContentFaulty"
    assert change(hub, license_, face={"company_type": None})["code"] == "ContentFaulty"
    assert change(hub, license_, by="issuer-health", face={})["code"] == "LicenseNotYours"
    assert len(read(hub, license_)["versions"]) == 1


def test_a_renewal_lengthens_and_never_shortens(hub: Hub) -> None:
    license_ = issued(hub, validUntil="2099-12-31")["license"]
    wish = {"license": license_, "case": CASE, "idempotencyKey": key()}
    short = hub.do("renewLicense", SHOWN, by=CLERK, **wish, validUntil="2099-12-31")
    assert short["code"] == "RenewalTooEarly"
    wish["idempotencyKey"] = key()
    renewed = hub.do("renewLicense", SHOWN, by=CLERK, **wish, validUntil="2109-12-31")
    assert renewed["state"] == "DONE", renewed
    found = read(hub, license_)
    assert found["validUntil"] == "2109-12-31"
    assert found["versions"][0]["event"] == "RENEWED"


GRANT = "... on Grant { id }"


def test_a_grant_ends_with_a_suspension_and_not_with_a_change(hub: Hub) -> None:
    clerk = "issuer-civil-affairs"
    license_ = issued(hub, by=clerk, **like("marriage"))["license"]
    granted = hub.do(
        "grantUse",
        GRANT,
        by="adult",
        license=license_,
        fields=["holder_name"],
        organization="91519999MA9900036C",
        validUntil=(now() + timedelta(days=30)).isoformat(),
        cause="贷款",
        idempotencyKey=key(),
    )
    assert "id" in granted, granted
    asked = """query ($id: ID!) {
        licenses(under: {grant: $id}) { edges { node { field(key: "holder_name") { value } } } }
    }"""

    def seen() -> Any:  # noqa: ANN401 - a value
        edges = hub.ask(asked, by="bank", cause="贷款", id=granted["id"])["licenses"]["edges"]
        return [edge["node"]["field"]["value"] for edge in edges]

    assert seen() == ["林示范"]
    change(hub, license_, by=clerk, face={"registrar": "周示雪"})
    assert seen() == ["林示范"]
    happened(hub, "suspendLicense", license_, by=clerk)
    assert seen() in ([], [None])
    happened(hub, "resumeLicense", license_, by=clerk)
    assert seen() in ([], [None])
