"""Who supervises sees how a license stands, within sector and region; what ended gives no more."""

from typing import Any

import pytest

from tests.schema.http.asking import Hub, identifier
from tests.schema.http.sharing import key
from tests.schema.http.supervision.ordering import standing

TASK = "... on OversightAssignment { id reference sector region named endedAt }"
ONE = """query ($of: String!) { license(identifier: $of) { status
    fields { key value outcome decision { code basis } } } }"""
GRANT = "... on Grant { id state }"
MARKET, CHENGDU = "11519999MB9900013B", "11519999MB9910000Q"
OVERSEER = "overseer-market-regulation"


def assigned(hub: Hub, reference: str, by: str = "supervisor", **changed: object) -> dict[str, Any]:
    """Let the supervisor assign oversight of market regulation in the province."""
    usual: dict[str, object] = {
        "organization": MARKET,
        "kind": "ORDER",
        "reference": standing(hub, reference),
        "sector": "market-regulation",
        "region": "510000",
        "until": "2027-06-01T00:00:00+08:00",
        "idempotencyKey": key(),
    }
    return hub.do("assignOversight", TASK, by=by, **usual | changed)


def looked(hub: Hub, landmark: str, reference: str, by: str = OVERSEER) -> dict[str, Any] | str:
    """Return what an overseer sees by oversight, or the code of the refusal."""
    stated = {"cause": "supervision", "caseNumber": reference}
    answer = hub.post(ONE, by=by, cause=stated, of=identifier(landmark)).json()
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    return {
        one["key"]: (one["value"], one["decision"]["code"])
        for one in answer["data"]["license"]["fields"]
        if one["decision"]["basis"] == "OVERSIGHT"
    }


def test_an_overseer_sees_how_a_license_stands_and_nothing_of_its_face(hub: Hub) -> None:
    task = assigned(hub, "order-1", organization=CHENGDU, sector=None, region="510100")
    shown = looked(hub, "adult-driving", "order-1", "city-government")
    assert isinstance(shown, dict)
    assert shown["status"] == ("IN_FORCE", "OVERSEEN")
    assert shown["holder_name"] == ("林*", "OVERSEEN_MASKED")
    assert shown["photo"] == (None, "NOT_OVERSEEN")
    assert looked(hub, "adult-driving", "order-2", "city-government") == "LicenseNotFound"
    assert looked(hub, "adult-driving", "order-1", "desk") == "LicenseNotFound"
    ended = hub.do(
        "endOversight", TASK, by="supervisor", assignment=task["id"], idempotencyKey=key()
    )
    assert ended["endedAt"] is not None
    assert looked(hub, "adult-driving", "order-1", "city-government") == "LicenseNotFound"


def test_a_sector_ends_where_it_ends(hub: Hub) -> None:
    assigned(hub, "order-sector")
    assert looked(hub, "adult-driving", "order-sector") == "LicenseNotFound"


def test_an_objection_shows_the_fields_that_it_names(hub: Hub) -> None:
    license_id = hub.license_id("adult-driving", "adult")
    wish: dict[str, Any] = {"license": license_id, "named": ["vehicle_classes"]}
    wish |= {"kind": "OBJECTION", "organization": CHENGDU, "sector": None, "region": "510100"}
    assigned(hub, "objection-1", **wish)
    shown = looked(hub, "adult-driving", "objection-1", "city-government")
    assert isinstance(shown, dict)
    assert shown["vehicle_classes"][1] == "OVERSEEN"
    assert shown["file_number"] == (None, "NOT_OVERSEEN")
    other = looked(hub, "adult-identity", "objection-1", "city-government")
    assert other == "LicenseNotFound"


@pytest.mark.parametrize(
    ("by", "changed", "code"),
    [
        (OVERSEER, {}, "NotAnOverseer"),
        ("publisher", {}, "NotAnOverseer"),
        ("adult", {}, "NotAnOverseer"),
        ("anyone", {}, "NotAnOverseer"),
        ("supervisor", {"reference": " "}, "ReferenceInvalid"),
        ("supervisor", {"sector": "public-security"}, "OverseerUnfit"),
        ("supervisor", {"sector": None}, "OverseerUnfit"),
        ("supervisor", {"organization": CHENGDU, "region": "510300"}, "OverseerUnfit"),
        ("supervisor", {"organization": "91519999MA9900036C"}, "OverseerUnfit"),
        ("supervisor", {"organization": "none"}, "OverseerUnfit"),
        ("supervisor", {"named": ["status"]}, "NamedWithoutObjection"),
        ("supervisor", {"until": "2030-01-01T00:00:00Z"}, "AuthorizationPeriodInvalid"),
    ],
)
def test_what_oversight_is_not_assigned(
    hub: Hub, by: str, changed: dict[str, Any], code: str
) -> None:
    said = {"reference": "order-not"} | changed
    with hub.database() as owner:
        before = owner.execute("SELECT count(*) FROM oversight_assignment").fetchone()
        assert assigned(hub, str(said.pop("reference")), by, **said)["code"] == code
        assert owner.execute("SELECT count(*) FROM oversight_assignment").fetchone() == before


@pytest.mark.parametrize("by", [OVERSEER, "adult", "anyone"])
def test_who_does_not_end_oversight(hub: Hub, by: str) -> None:
    task = assigned(hub, f"order-end-{by}")["id"]
    told = hub.do("endOversight", TASK, by=by, assignment=task, idempotencyKey=key())
    assert told["code"] == "NotAnOverseer"
    query = f"query ($id: ID!) {{ node(id: $id) {{ {TASK} }} }}"
    shown = hub.ask(query, by=by, id=task)["node"]
    assert (shown is None) == (by != OVERSEER)


def test_an_assignment_that_is_not_there_is_not_ended(hub: Hub) -> None:
    task = assigned(hub, "order-gone")["id"]
    with hub.database() as owner:
        owner.execute("DELETE FROM oversight_assignment WHERE reference = 'order-gone'")
    told = hub.do("endOversight", TASK, by="supervisor", assignment=task, idempotencyKey=key())
    assert told["code"] == "AssignmentNotFound"


def test_oversight_is_listed_to_overseers(hub: Hub) -> None:
    assigned(hub, "order-listed")
    query = "{ oversightAssignments { reference } }"
    for by, sees in ((OVERSEER, True), ("supervisor", True), ("city-government", False)):
        told = hub.ask(query, by=by)["oversightAssignments"]
        assert ("order-listed" in {one["reference"] for one in told}) == sees
    assert hub.ask(query, by="adult")["oversightAssignments"] == []


def test_nobody_reads_by_what_was_assigned_by_oneself(hub: Hub) -> None:
    wish: dict[str, Any] = {"organization": "11519999MB9900101R", "sector": None}
    task = assigned(hub, "order-self", **wish)
    assert task["reference"] == "order-self", task
    assert looked(hub, "adult-driving", "order-self", "supervisor") == "LicenseNotFound"


# Death and dissolution

CODE = "519999199001010017"
DONE = "... on RecordedEnd { done }"


def ended(hub: Hub, by: str, **changed: object) -> dict[str, Any]:
    """Let a register tell that the adult has died."""
    usual: dict[str, object] = {
        "codeType": "111",
        "code": CODE,
        "kind": "DEATH",
        "endedOn": "2026-05-01",
        "idempotencyKey": key(),
    }
    return hub.do("recordHolderEnd", DONE, by=by, **usual | changed)


@pytest.mark.parametrize(
    ("by", "changed", "code"),
    [
        ("aggregator-market-regulation", {}, "NotARegister"),
        ("editor-public-security", {}, "NotARegister"),
        ("adult", {}, "NotARegister"),
        ("anyone", {}, "NotARegister"),
        ("aggregator-public-security", {"kind": "DISSOLUTION"}, "NotARegister"),
        ("aggregator-market-regulation", {"kind": "DISSOLUTION"}, "EndingUnfit"),
        ("aggregator-public-security", {"codeType": "001"}, "EndingUnfit"),
        ("aggregator-public-security", {"endedOn": "2999-01-01"}, "EndInFuture"),
        ("aggregator-public-security", {"code": "519999199001010099"}, "HolderUnknown"),
    ],
)
def test_what_ending_is_not_recorded(hub: Hub, by: str, changed: dict[str, Any], code: str) -> None:
    told = ended(hub, by, **changed)
    assert told["code"] == code
    assert CODE not in str(told)
    with hub.database() as owner:
        assert owner.execute("SELECT count(*) FROM holder_end").fetchone() == (0,)


def granted(hub: Hub) -> dict[str, Any]:
    """Let the adult give a grant of the driving license."""
    return hub.do(
        "grantUse",
        GRANT,
        by="adult",
        license=hub.license_id("adult-driving", "adult"),
        fields=["holder_name"],
        organization="91519999MA9900036C",
        validUntil="2027-06-01T00:00:00+08:00",
        cause="租车核验",
        idempotencyKey=key(),
    )


def test_a_death_ends_what_was_given_and_nothing_is_given_after_it(hub: Hub) -> None:
    grant = granted(hub)
    assert grant["state"] == "RUNNING"
    assert ended(hub, "aggregator-public-security") == {"done": True}
    query = f"query ($id: ID!) {{ node(id: $id) {{ {GRANT} }} }}"
    assert hub.ask(query, by="bank", id=grant["id"])["node"]["state"] == "WITHDRAWN"
    seen = hub.refusal(ONE, by="bank", cause="租车核验", of=identifier("adult-driving"))
    assert seen["code"] == "LicenseNotFound"
    assert granted(hub)["code"] == "HolderEnded"
    undone = hub.do(
        "undoHolderEnd",
        DONE,
        by="aggregator-public-security",
        codeType="111",
        code=CODE,
        idempotencyKey=key(),
    )
    assert undone == {"done": True}
    assert hub.ask(query, by="bank", id=grant["id"])["node"]["state"] == "WITHDRAWN"
    assert granted(hub)["state"] == "RUNNING"
