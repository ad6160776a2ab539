"""An organization says what it uses licenses for; anybody may look it up."""

from typing import Any

import pytest

from tests.schema.http.asking import ANYONE, Hub

SHOWN = """... on Scenario {
    code zh en retentionDays byField retiredAt organization { code } legalBasis { code }
    matters { code zh materials { entry { body { code } } fields required } } }"""
LIST = """query ($of: String, $search: String) {
    scenarios(organization: $of, search: $search) { code matters { code } } }"""
ONE = f"query ($code: String!) {{ scenario(code: $code) {{ {SHOWN} }} }}"
BANK = "91519999MA9900036C"
APPLICATION = "... on Application { client zh organization { code } withdrawnAt }"


def matter(code: str, **changed: object) -> dict[str, Any]:
    """Write a matter that asks for an identity card."""
    card = {"entry": "identity-card", "fields": ["holder_name", "holder_code"]}
    return {"code": code, "zh": "租赁", "en": "Leasing", "materials": [card]} | changed


def scenario(code: str, **changed: object) -> dict[str, Any]:
    """Write a scenario that can be registered."""
    usual: dict[str, object] = {
        "code": code,
        "zh": "融资租赁",
        "en": "Leasing",
        "legalBasis": "commercial-banks-35",
        "retentionDays": 30,
        "byField": True,
        "matters": [matter(f"{code}-contract")],
        "idempotencyKey": f"{code}-1",
    }
    return usual | changed


def test_the_sample_scenarios_stand_for_everybody(hub: Hub) -> None:
    told = hub.ask(LIST, by=ANYONE)["scenarios"]
    assert {one["code"] for one in told} >= {"bank-account", "bank-loan", "road-check"}
    one = hub.ask(ONE, by=ANYONE, code="power-supply")["scenario"]
    assert (one["organization"]["code"], one["legalBasis"]["code"]) == (
        "91519999MA99000447",
        "electricity-26",
    )
    (transfer,) = one["matters"]
    assert [it["entry"]["body"]["code"] for it in transfer["materials"]] == [
        "identity-card",
        "real-estate-certificate",
    ]


@pytest.mark.parametrize(
    ("organization", "search", "codes"),
    [
        (BANK, None, ["bank-account", "bank-loan"]),
        (None, "抵押", ["bank-loan"]),
        (None, "ELECTRICITY transfer", ["power-supply"]),
        (BANK, "road", []),
        ("91519999MA9999999X", None, []),
    ],
)
def test_scenarios_are_found_by_organization_and_words(
    hub: Hub, organization: str | None, search: str | None, codes: list[str]
) -> None:
    told = hub.ask(LIST, of=organization, search=search)["scenarios"]
    assert [one["code"] for one in told] == codes


def test_a_scenario_is_registered_amended_and_retired(hub: Hub) -> None:
    made = hub.do("registerScenario", SHOWN, by="bank-clerk", **scenario("leasing"))
    assert (made["organization"]["code"], made["retentionDays"]) == (BANK, 30)
    assert hub.ask(ONE, by=ANYONE, code="leasing")["scenario"] == made
    more = [matter("leasing-contract", zh="租赁合同", materials=[]), matter("leasing-return")]
    changed = scenario("leasing", matters=more, byField=False, idempotencyKey="leasing-2")
    amended = hub.do("amendScenario", SHOWN, by="bank-clerk", **changed)
    assert [(it["zh"], len(it["materials"])) for it in amended["matters"]] == [
        ("租赁合同", 0),
        ("租赁", 1),
    ]
    ended = hub.do("retireScenario", SHOWN, by="bank-clerk", code="leasing", idempotencyKey="r")
    assert ended["retiredAt"] is not None
    assert "leasing" not in {one["code"] for one in hub.ask(LIST, by=ANYONE)["scenarios"]}
    assert hub.ask(ONE, by=ANYONE, code="leasing")["scenario"] == ended


def test_the_same_key_registers_one_scenario(hub: Hub) -> None:
    first = hub.do("registerScenario", SHOWN, by="bank-clerk", **scenario("twice"))
    again = hub.do("registerScenario", SHOWN, by="bank-clerk", **scenario("twice"))
    assert first == again
    other = hub.do("registerScenario", SHOWN, by="bank-clerk", **scenario("twice", zh="其他"))
    assert other["code"] == "KeyReused"


def test_the_data_center_recognizes_applications(hub: Hub) -> None:
    every = "{ showingApplications { client withdrawnAt } }"
    assert hub.ask(every, by=ANYONE)["showingApplications"] == [
        {"client": "tianfu-demo", "withdrawnAt": None}
    ]
    said = {"client": "bank.app", "zh": "银行应用", "en": "Bank app", "organization": BANK}
    made = hub.do("recognizeApplication", APPLICATION, by="publisher", **said, idempotencyKey="a")
    assert made == said_of(said)
    named = {"client": "bank.app"}
    ended = hub.do("withdrawRecognition", APPLICATION, by="publisher", **named, idempotencyKey="w")
    assert ended["withdrawnAt"] is not None
    told = hub.ask(every, by=ANYONE)["showingApplications"]
    assert {one["client"]: one["withdrawnAt"] for one in told}["bank.app"] == ended["withdrawnAt"]


def said_of(said: dict[str, str]) -> dict[str, Any]:
    """Return an application as it is told right after it was recognized."""
    organization = {"code": said["organization"]}
    told = {"client": said["client"], "zh": said["zh"], "organization": organization}
    return told | {"withdrawnAt": None}
