"""A partner puts the sandbox's clock forward and sees what ends: grants, guardianships, tokens."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from hub import clock
from hub.db.condition import examine
from hub.db.engine import writer_engine
from tests.schema.http.asking import Hub, identifier
from tests.schema.http.test_grants import given, seen, withdrawn

CHILDS = """{ licenses(under: {holdings: true}, filter: {entry: "birth-certificate"}) {
    edges { node { identifier } } } }"""
FOURTEEN = "2029-03-01T00:00:00+08:00"
A_MINUTE_BEFORE = "2029-02-28T23:59:00+08:00"


@pytest.fixture(autouse=True)
def _put_right_afterwards() -> Iterator[None]:
    yield
    clock.put_right()


def put(hub: Hub, **setting: object) -> dict[str, Any]:
    """Set the clock of the sandbox, and forget the tokens of another time."""
    told: dict[str, Any] = hub.client.post("/demo/clock", json=setting).json()
    hub.tokens.clear()
    return told


def held(hub: Hub, by: str) -> list[str]:
    """Return the birth certificates that somebody holds or stands for."""
    edges = hub.ask(CHILDS, by=by)["licenses"]["edges"]
    return [edge["node"]["identifier"] for edge in edges]


def test_a_grant_that_runs_today_is_over_after_its_end(hub: Hub) -> None:
    grant = given(hub, "clock", validUntil="2027-06-01T00:00:00+08:00")
    assert seen(hub) == "林示范"
    put(hub, to="2027-05-31T23:59:00+08:00")
    assert seen(hub) == "林示范"
    put(hub, advance="PT1M")
    assert seen(hub) == "LicenseNotFound"
    (told,) = hub.ask("{ authorizations(state: EXPIRED) { id } }", by="bank")["authorizations"]
    assert told["id"] == grant["id"]
    assert put(hub, reset=True)["aheadSeconds"] == 0
    assert seen(hub) == "林示范"
    withdrawn(hub, grant["id"])


def test_a_child_turns_fourteen_and_speaks_for_itself(hub: Hub) -> None:
    put(hub, to=A_MINUTE_BEFORE)
    assert identifier("child-birth") in held(hub, "guardian")
    put(hub, advance="PT61S")
    assert hub.client.get("/demo/clock").json()["today"] == "2029-03-01"
    assert identifier("child-birth") not in held(hub, "guardian")
    assert identifier("child-birth") in held(hub, "child")


def test_a_token_kept_from_the_future_gives_nothing_of_the_future_back(hub: Hub) -> None:
    put(hub, to=FOURTEEN)
    late = hub.token("guardian")
    assert identifier("child-birth") not in held(hub, "guardian")
    put(hub, reset=True)
    hub.tokens["guardian"] = late
    refused = hub.post(CHILDS, by="guardian").json()
    assert "errors" in refused
    hub.tokens.clear()
    assert identifier("child-birth") in held(hub, "guardian")


def test_a_token_ends_as_the_clock_passes_its_end(hub: Hub) -> None:
    kept = hub.token("adult")
    put(hub, advance="PT9H")
    hub.tokens["adult"] = kept
    assert hub.refusal(CHILDS, by="adult")["code"] == "TokenInvalid"
    hub.tokens.clear()


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ({}, "ClockUnreadable"),
        ({"advance": "a day"}, "ClockUnreadable"),
        ({"to": "2029-03-01T00:00:00"}, "ClockUnreadable"),
        ({"advance": "P1D", "reset": True}, "ClockUnreadable"),
        ({"advance": "P1D", "by": 1}, "ClockUnreadable"),
        ({"advance": "-P1D"}, "ClockGoesForward"),
        ({"to": "2020-01-01T00:00:00+08:00"}, "ClockGoesForward"),
        ({"advance": "P3654D"}, "ClockGoesForward"),
    ],
)
def test_the_clock_takes_no_nonsense(hub: Hub, setting: dict[str, object], code: str) -> None:
    assert put(hub, **setting)["code"] == code
    assert clock.ahead().total_seconds() == 0


async def test_the_check_of_the_clocks_is_not_fooled(database: str) -> None:
    engine = writer_engine(database, connections=1)
    clock.put_forward(clock.FURTHEST)
    told = {finding.about: finding.well for finding in await examine(engine)}
    assert told["clock"] is True
    assert clock.now() - datetime.now(UTC) > clock.FURTHEST / 2
    await engine.dispose()
