"""An organization says what it uses licenses for; anybody may look it up."""

from collections.abc import Callable
from typing import Any

import pytest

from hub.authorizations.applications.refusals import (
    ApplicationNotFound,
    ApplicationRecognized,
    ClientInvalid,
    RecognitionReserved,
)
from hub.authorizations.scenarios.refusals import (
    MaterialFieldInvalid,
    MaterialInvalid,
    MatterCodeTaken,
    MatterInUse,
    MattersInvalid,
    NamesInvalid,
    NoUsingOffice,
    RetentionInvalid,
    ScenarioBasisInvalid,
    ScenarioCodeInvalid,
    ScenarioCodeTaken,
    ScenarioNotFound,
    ScenarioNotYours,
    ScenarioRetired,
)
from hub.crypto.keyring import Keyring
from hub.errors import Refusal
from hub.identity.refusals import OrganizationUnknown
from tests.schema.http.asking import ANYONE, Hub
from tests.schema.http.reaching import delegate
from tests.schema.http.sharing import requested

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


STANDING = """SELECT (SELECT json_agg(s ORDER BY code)::text FROM scenario s),
    (SELECT json_agg(m ORDER BY code)::text FROM matter m),
    (SELECT json_agg(a ORDER BY client)::text FROM showing_application a)"""
AUDITED = "SELECT act, outcome FROM audit_entry ORDER BY id DESC LIMIT 1"


def declined(hub: Hub, name: str, by: str, expected: type[Refusal], stated: dict[str, Any]) -> None:
    """Expect a refusal that changes nothing and is recorded."""
    recorded = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    with hub.database() as owner:
        before = owner.execute(STANDING).fetchone()
        told = hub.do(name, "__typename", by=by, **stated)
        assert (told["code"], told["kind"]) == (expected.__name__, expected.kind)
        assert owner.execute(STANDING).fetchone() == before
        assert owner.execute(AUDITED).fetchone() == (recorded, expected.__name__)


NOT_USING = ["bank", "supervisor", "publisher", "desk-auditor", "issuer-health", "adult", ANYONE]


@pytest.mark.parametrize("by", NOT_USING)
def test_who_registers_no_scenario(hub: Hub, by: str) -> None:
    declined(hub, "registerScenario", by, NoUsingOffice, scenario("none"))
    declined(hub, "amendScenario", by, NoUsingOffice, scenario("bank-loan"))
    retiring = {"code": "bank-loan", "idempotencyKey": "none"}
    declined(hub, "retireScenario", by, NoUsingOffice, retiring)


@pytest.mark.parametrize("by", ["desk", "power-clerk", "traffic-officer"])
def test_only_who_registered_a_scenario_changes_it(hub: Hub, by: str) -> None:
    declined(hub, "amendScenario", by, ScenarioNotYours, scenario("bank-loan"))
    retiring = {"code": "bank-loan", "idempotencyKey": "other"}
    declined(hub, "retireScenario", by, ScenarioNotYours, retiring)


def asking(entry: str, *fields: str) -> dict[str, object]:
    """Write a matter that asks for fields of one entry."""
    return {"matters": [matter("faulty", materials=[{"entry": entry, "fields": list(fields)}])]}


WRONG: list[tuple[dict[str, object], type[Refusal]]] = [
    ({"code": "Bad"}, ScenarioCodeInvalid),
    ({"code": "两字"}, ScenarioCodeInvalid),
    ({"code": "a--b"}, ScenarioCodeInvalid),
    ({"code": "a" * 65}, ScenarioCodeInvalid),
    ({"code": "bank-account"}, ScenarioCodeTaken),
    ({"zh": " "}, NamesInvalid),
    ({"en": "x" * 101}, NamesInvalid),
    ({"retentionDays": 0}, RetentionInvalid),
    ({"retentionDays": 3651}, RetentionInvalid),
    ({"legalBasis": "no-such-basis"}, ScenarioBasisInvalid),
    ({"legalBasis": "film-statistics-notice"}, ScenarioBasisInvalid),
    ({"matters": []}, MattersInvalid),
    ({"matters": [matter("same"), matter("same")]}, MattersInvalid),
    ({"matters": [matter(f"m{n}") for n in range(51)]}, MattersInvalid),
    ({"matters": [matter("UPPER")]}, ScenarioCodeInvalid),
    ({"matters": [matter("nameless", zh="")]}, NamesInvalid),
    ({"matters": [matter("mortgage-loan")]}, MatterCodeTaken),
    (asking("no-such-entry", "status"), MaterialInvalid),
    (asking("identity-card"), MaterialInvalid),
    ({"matters": [matter("dup", materials=2 * matter("x")["materials"])]}, MaterialInvalid),
    (asking("identity-card", "no_such_field"), MaterialFieldInvalid),
    (asking("secrecy-qualification", "status"), MaterialFieldInvalid),
    (
        {"legalBasis": "measures-17"} | asking("birth-certificate", "mother_name"),
        MaterialFieldInvalid,
    ),
]


@pytest.mark.parametrize(("changed", "expected"), WRONG)
def test_what_is_no_scenario(hub: Hub, changed: dict[str, object], expected: type[Refusal]) -> None:
    stated = scenario("wrong") | changed
    declined(hub, "registerScenario", "bank-clerk", expected, stated)


def test_a_third_persons_field_needs_a_law(hub: Hub) -> None:
    lawful = scenario("lawful", **asking("birth-certificate", "mother_name"))
    assert "retentionDays" in hub.do("registerScenario", SHOWN, by="bank-clerk", **lawful)


def test_what_is_not_amended(hub: Hub) -> None:
    declined(hub, "amendScenario", "bank-clerk", ScenarioNotFound, scenario("no-such-scenario"))
    hub.do("registerScenario", SHOWN, by="bank-clerk", **scenario("over"))
    hub.do("retireScenario", SHOWN, by="bank-clerk", code="over", idempotencyKey="over-r")
    declined(
        hub, "amendScenario", "bank-clerk", ScenarioRetired, scenario("over", idempotencyKey="o2")
    )


def named_by_a_delegation(hub: Hub, keyring: Keyring, code: str) -> None:
    """Let a holder delegate for a matter."""
    delegate(hub, keyring, "adult-identity", code)


def named_by_a_request(hub: Hub, _keyring: Keyring, code: str) -> None:
    """Ask for access for a matter."""
    scenario_code = code.removesuffix("-contract")
    asked = requested(hub, scenario=scenario_code, matters=[code], fields=["holder_name"])
    assert asked["state"] == "ASKED"


def named_by_a_report(hub: Hub, _keyring: Keyring, code: str) -> None:
    """Report that paper was demanded in a matter."""
    said = {"organization": BANK, "entry": "identity-card", "matter": code, "told": "索要复印件"}
    stated = said | {"idempotencyKey": code}
    told = hub.do("reportPaperDemand", "... on PaperDemand { number }", by="adult", **stated)
    assert "number" in told


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("delegated", named_by_a_delegation),
        ("requested", named_by_a_request),
        ("reported", named_by_a_report),
    ],
)
def test_a_matter_that_is_named_stays(
    hub: Hub, keyring: Keyring, code: str, name: Callable[[Hub, Keyring, str], None]
) -> None:
    hub.do("registerScenario", SHOWN, by="bank-clerk", **scenario(code))
    name(hub, keyring, f"{code}-contract")
    other = scenario(code, matters=[matter(f"{code}-other")], idempotencyKey=f"{code}-2")
    declined(hub, "amendScenario", "bank-clerk", MatterInUse, other)
    emptied = [matter(f"{code}-contract", materials=[])]
    changed = other | {"matters": emptied, "idempotencyKey": f"{code}-3"}
    told = hub.do("amendScenario", SHOWN, by="bank-clerk", **changed)
    assert told["matters"][0]["materials"] == []


def test_a_matter_that_nothing_names_goes(hub: Hub) -> None:
    free = scenario("freed", matters=[matter("freed-one"), matter("freed-two")])
    hub.do("registerScenario", SHOWN, by="bank-clerk", **free)
    fewer = scenario("freed", matters=[matter("freed-two")], idempotencyKey="freed-2")
    told = hub.do("amendScenario", SHOWN, by="bank-clerk", **fewer)
    assert [it["code"] for it in told["matters"]] == ["freed-two"]


NOT_RECOGNIZING = ["auditor", "security-admin", "reviewer-health", "adult", ANYONE]
BANK_APP = {
    "client": "other.app",
    "organization": BANK,
    "zh": "应用",
    "en": "App",
    "idempotencyKey": "app",
}


@pytest.mark.parametrize("by", NOT_RECOGNIZING)
def test_only_the_data_center_recognizes(hub: Hub, by: str) -> None:
    declined(hub, "recognizeApplication", by, RecognitionReserved, BANK_APP)
    named = {"client": "tianfu-demo", "idempotencyKey": "w"}
    declined(hub, "withdrawRecognition", by, RecognitionReserved, named)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"client": "two words"}, ClientInvalid),
        ({"client": "a" * 101}, ClientInvalid),
        ({"zh": ""}, NamesInvalid),
        ({"organization": "91519999MA9999999X"}, OrganizationUnknown),
        ({"client": "tianfu-demo"}, ApplicationRecognized),
    ],
)
def test_what_is_not_recognized(hub: Hub, changed: dict[str, str], expected: type[Refusal]) -> None:
    declined(hub, "recognizeApplication", "publisher", expected, BANK_APP | changed)


def test_a_recognition_comes_back_and_an_unknown_one_does_not(hub: Hub) -> None:
    unknown = {"client": "no-such-app", "idempotencyKey": "u"}
    declined(hub, "withdrawRecognition", "system-admin", ApplicationNotFound, unknown)
    again = BANK_APP | {"client": "again.app"}
    for key in ("a1", "a2"):
        made = hub.do(
            "recognizeApplication",
            APPLICATION,
            by="system-admin",
            **again | {"idempotencyKey": key},
        )
        assert made["withdrawnAt"] is None
        named = {"client": "again.app", "idempotencyKey": key}
        hub.do("withdrawRecognition", APPLICATION, by="system-admin", **named)
