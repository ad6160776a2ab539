"""A delegate uses a license inside the matter and the window, and nowhere else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.schema.http.asking import Answer, Hub
from tests.schema.http.sharing import key

DELEGATION = """... on Delegation { id license parent matter fields toPerson toViewer byCompany
    awaitingApproval approvedAt endedAt cause state validUntil }"""
READ = """query ($id: ID!) { license(id: $id) { fields(keys: ["holder_name", "holder_code",
    "home_address"]) { key outcome decision { code basis authorization } } } }"""
NODE = f"query ($id: ID!) {{ node(id: $id) {{ {DELEGATION} }} }}"
LOAN, MORTGAGE = "personal-loan", "mortgage-loan"
LISTED = ["holder_code", "holder_name", "status"]


def after(days: int) -> str:
    """Return the moment so many days from now."""
    return (datetime.now(UTC) + timedelta(days)).isoformat()


UNTIL = after(30)


def purpose(matter: str) -> dict[str, str]:
    """State the purpose of acting in a matter."""
    return {"cause": "代办贷款", "scenario": "bank-loan", "matter": matter}


def delegated(hub: Hub, by: str = "adult", **said: object) -> Answer:
    """Let somebody delegate an identity card to the delegate, for a loan."""
    usual: dict[str, object] = {
        "license": hub.license_id("adult-identity", "adult"),
        "fields": LISTED,
        "matter": LOAN,
        "person": person(hub, "delegate"),
        "validUntil": UNTIL,
        "cause": "代办贷款",
        "idempotencyKey": key(),
    }
    return hub.do("delegateUse", DELEGATION, by=by, **usual | said)


def person(hub: Hub, who: str) -> str:
    """Return the id by which a person is named."""
    return str(hub.ask("{ viewer { id } }", by=who)["viewer"]["id"])


def ended(hub: Hub, delegation: str, by: str = "adult") -> Answer:
    """Let somebody end a delegation."""
    return hub.do("endDelegation", DELEGATION, by=by, delegation=delegation, idempotencyKey=key())


def seen(hub: Hub, license_: str, matter: str = LOAN, by: str = "delegate") -> Any:  # noqa: ANN401 - as JSON has it
    """Return what somebody sees in a matter, or the code of the refusal."""
    answer = hub.post(READ, by=by, cause=purpose(matter), id=license_).json()
    if "errors" in answer:
        return answer["errors"][0]["extensions"]["code"]
    return {
        cell["key"]: (cell["outcome"], cell["decision"]["code"])
        for cell in answer["data"]["license"]["fields"]
    }


INSIDE = {
    "holder_name": ("GRANTED", "DELEGATED"),
    "holder_code": ("GRANTED", "DELEGATED"),
    "home_address": ("WITHHELD", "NOT_LISTED"),
}


def test_a_delegation_is_used_inside_its_matter_and_refused_outside(hub: Hub) -> None:
    card = hub.license_id("adult-identity", "adult")
    assert seen(hub, card) == "LicenseNotFound"
    made = delegated(hub)
    assert (made["state"], made["toPerson"], made["toViewer"]) == ("RUNNING", True, False)
    assert seen(hub, card) == INSIDE
    assert seen(hub, card, MORTGAGE) == "LicenseNotFound"
    assert seen(hub, card, by="foreigner") == "LicenseNotFound"
    assert ended(hub, made["id"])["state"] == "WITHDRAWN"
    assert seen(hub, card) == "LicenseNotFound"


def test_a_delegation_is_refused_outside_its_window(hub: Hub) -> None:
    card = hub.license_id("adult-identity", "adult")
    made = delegated(hub, validFrom=after(1))
    assert made["state"] == "WAITING"
    assert seen(hub, card) == "LicenseNotFound"
    ended(hub, made["id"])


def test_what_is_built_on_a_delegation_ends_with_it(hub: Hub) -> None:
    card = hub.license_id("adult-identity", "adult")
    made = delegated(hub)
    narrower = {"parent": made["id"], "fields": ["holder_name"], "license": card}
    built = delegated(hub, "delegate", person=person(hub, "foreigner"), **narrower)
    assert (built["parent"], built["state"]) == (made["id"], "RUNNING")
    assert seen(hub, card, by="foreigner")["holder_name"] == ("GRANTED", "DELEGATED")
    wider = delegated(
        hub, "foreigner", parent=built["id"], person=person(hub, "operator"), license=card
    )
    assert wider["code"] == "NotNarrower"
    ended(hub, made["id"])
    assert seen(hub, card, by="foreigner") == "LicenseNotFound"
    assert hub.ask(NODE, by="adult", id=built["id"])["node"]["state"] == "WITHDRAWN"


def test_a_company_approves_before_its_delegate_acts(hub: Hub) -> None:
    license_ = hub.license_id("company-license", "agent")
    made = delegated(
        hub,
        "agent",
        license=license_,
        matter="company-account-opening",
        fields=["status", "holder_name", "legal_representative"],
    )
    assert (made["state"], made["byCompany"], made["awaitingApproval"]) == ("ASKED", True, True)
    matter = "company-account-opening"
    before = seen(hub, license_, matter)
    approved = hub.do(
        "approveDelegation", DELEGATION, by="agent", delegation=made["id"], idempotencyKey=key()
    )
    assert (approved["state"], approved["awaitingApproval"]) == ("RUNNING", False)
    after = seen(hub, license_, matter)
    assert before["holder_name"][1] != "DELEGATED" != after["holder_code"][1]
    query = "{ authorizations(kind: DELEGATION, state: RUNNING) { id } }"
    for party in ("agent", "delegate"):
        assert made["id"] in [one["id"] for one in hub.ask(query, by=party)["authorizations"]]
    ended(hub, made["id"], "delegate")


def test_a_company_is_delegated_and_its_agent_acts(hub: Hub) -> None:
    card = hub.license_id("adult-identity", "adult")
    made = delegated(hub, person=None, company="91519999MA990001XH")
    assert (made["toPerson"], made["state"]) == (False, "RUNNING")
    assert seen(hub, card, by="agent") == INSIDE
    assert seen(hub, card, by="delegate") == "LicenseNotFound"
    ended(hub, made["id"])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"fields": ["holder_name", "sex", "ethnicity"]}, "FieldsNotNeeded"),
        ({"matter": "nothing"}, "MatterUnknown"),
        ({"person": None}, "DelegateInvalid"),
        ({"company": "91519999MA990001XH"}, "DelegateInvalid"),
        ({"parent": "none-of-ours"}, "IdInvalid"),
        ({"validUntil": after(400)}, "AuthorizationPeriodInvalid"),
    ],
)
def test_what_is_no_delegation(hub: Hub, said: dict[str, object], code: str) -> None:
    told = delegated(hub, "adult", **said)
    assert told["code"] == code
    if code == "FieldsNotNeeded":
        assert "ethnicity, sex" in told["messageEn"]


def test_a_delegation_is_told_to_its_parties_alone(hub: Hub) -> None:
    made = delegated(hub)
    for by, to_viewer in (("adult", False), ("delegate", True)):
        assert hub.ask(NODE, by=by, id=made["id"])["node"]["toViewer"] is to_viewer
    assert hub.refusal(NODE, by="bank-clerk", id=made["id"])["code"] == "DelegationNotFound"
    for by in ("foreigner", "agent", "anyone"):
        assert hub.refusal(NODE, by=by, id=made["id"])["code"] == "DelegationNotFound"
        assert ended(hub, made["id"], by)["code"] == "DelegationNotFound"
    listing = "{ authorizations(kind: DELEGATION) { id } }"
    assert made["id"] not in str(hub.ask(listing, by="foreigner"))
    ended(hub, made["id"])
