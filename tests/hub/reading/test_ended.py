"""What an organization or a delegate could see until now ends with the very next read."""

from typing import Any, NamedTuple

import pytest

from hub.audit.call import Call
from hub.errors import Refusal
from hub.policy.facts import Purpose
from hub.policy.terms import Basis, Outcome
from hub.reading.read import Reading
from hub.reading.scope import ById, Query
from tests.actors import token_of
from tests.agreement.expected import Asked, expected
from tests.make import Hub, fresh_reading
from tests.papers import Paper
from tests.scenarios import OPENING, purpose

Seen = set[str] | str


class Ending(NamedTuple):
    """Who rests on what, and the change that ends it."""

    who: str
    basis: Basis
    change: str
    stated: Purpose = OPENING


CONSENT = "UPDATE consent SET state = 'WITHDRAWN', withdrawn_at = now() WHERE state = 'GIVEN'"
RETIRED = "UPDATE scenario SET retired_at = now()"
ORDER = purpose(None, "ORD-1")
AT_ONCE = {
    "consents withdrawn": Ending("teller", Basis.REQUEST, CONSENT),
    "request ended": Ending("teller", Basis.REQUEST, "UPDATE access_request SET state = 'ENDED'"),
    "request suspended": Ending(
        "teller", Basis.REQUEST, "UPDATE access_request SET state = 'SUSPENDED'"
    ),
    "quota used up": Ending(
        "teller", Basis.REQUEST, "UPDATE access_request SET quota = 1, used = 1"
    ),
    "delegation ended": Ending(
        "delegate", Basis.DELEGATION, "UPDATE delegation SET ended_at = now()"
    ),
    "presentation ended": Ending(
        "official", Basis.PRESENTATION, "UPDATE presentation SET ended_at = now()"
    ),
}
"""What each statement looks at by itself."""

BY_EPOCH = {
    "oversight ended": Ending(
        "overseer", Basis.OVERSIGHT, "UPDATE oversight_assignment SET ended_at = now()", ORDER
    ),
    "overseer's office": Ending(
        "overseer", Basis.OVERSIGHT, "UPDATE office SET until = now()", ORDER
    ),
    "approved forms": Ending(
        "teller", Basis.REQUEST, """UPDATE access_request SET forms = '{"number": "FULL"}'"""
    ),
    "scenario of requests": Ending("teller", Basis.REQUEST, RETIRED),
    "scenario of delegations": Ending("delegate", Basis.DELEGATION, RETIRED),
    "scenario of presentations": Ending("official", Basis.PRESENTATION, RETIRED),
    "needs of a matter": Ending("delegate", Basis.DELEGATION, "UPDATE matter SET materials = '[]'"),
}
"""What is held in memory, and known to be old by the epoch that each statement returns."""

EVERY = AT_ONCE | BY_EPOCH


def seen_by(hub: Hub, ending: Ending) -> Paper:
    """Return a license that nothing but the basis opens to somebody, with a value in it."""
    asked = Asked(ending.who, None, ending.stated)
    return next(paper for paper in hub.world.papers if _opened(hub, asked, paper, ending.basis))


def _opened(hub: Hub, asked: Asked, paper: Paper, basis: Basis) -> bool:
    cells = expected(hub.world, asked, paper)
    rulings = [cell.ruling for cell in cells.values()]
    granted = {it.basis for it in rulings if it.outcome is Outcome.GRANTED}
    return granted == {basis} and any(
        cell.ruling.outcome is Outcome.GRANTED and cell.ruling.code != "SHARED"
        for (key, _), cell in cells.items()
        if key not in {"number", "status"}
    )


async def look(hub: Hub, call: Call, paper: Paper) -> Seen:
    """Return the cells granted, or the code of a refusal."""
    try:
        answer = await hub.reading.read(call, Query(ById(*hub.world.places[paper.number][:2])))
    except Refusal as refusal:
        return refusal.code
    return {it.cell.name for row in answer.rows for it in row.decided.cells if it.granted}


async def before_and_after(hub: Hub, ending: Ending) -> tuple[Seen, Seen]:
    """Read twice in a process that is told nothing of the change between."""
    paper = seen_by(hub, ending)
    call = await hub.call(ending.who, purpose=ending.stated)
    first = await look(hub, call, paper)
    await hub.change(ending.change)
    return first, await look(hub, call, paper)


@pytest.mark.parametrize("name", sorted(EVERY))
async def test_what_ended_is_refused_by_the_next_read(hub: Hub, name: str) -> None:
    first, then = await before_and_after(hub, EVERY[name])
    assert first
    assert not isinstance(first, str)
    assert isinstance(then, str) or then < first, then


@pytest.mark.parametrize("name", sorted(BY_EPOCH))
async def test_without_the_comparison_of_epochs_it_would_not_be(
    hub: Hub, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reading, "_in_step", lambda *_: True)
    await hub.reading.refresh(await hub.call("anonymous"), hub.reading.catalog)
    first, then = await before_and_after(hub, BY_EPOCH[name])
    assert first == then != set()


# Two reads in one process: what one loads anew says nothing of what the other was planned by


def _swap_scenarios(hub: Hub, _: Call, fresh: Reading) -> None:
    hub.reading.scenarios = fresh.scenarios


def _swap_caller(_: Hub, call: Call, fresh: Reading) -> None:
    found = fresh.callers.held(token_of("agent"))
    assert found is not None
    call.caller = found


RACES = {
    "scenarios": (BY_EPOCH["scenario of presentations"], _swap_scenarios),
    "caller": (
        Ending("agent", Basis.HOLDER, "UPDATE representation SET until = now()"),
        _swap_caller,
    ),
}


async def raced(hub: Hub, name: str, patch: pytest.MonkeyPatch) -> Seen:
    """Let another read load what changed while a statement runs that was planned before."""
    ending, swap = RACES[name]
    paper = seen_by(hub, ending)
    call = await hub.call(ending.who, purpose=ending.stated)
    assert await look(hub, call, paper)
    await hub.change(ending.change)
    other = Hub(hub.doors, hub.world, fresh_reading(hub.world))
    await other.reading.ready_catalog(await other.call(ending.who, purpose=ending.stated))
    if name == "scenarios":
        old = hub.reading.scenarios
        await hub.reading.refresh(call, hub.reading.catalog)
        hub.reading.scenarios = old
    bind = Reading._bound  # noqa: SLF001 - just before the statement runs

    def bound(reading: Reading, *said: Any) -> Any:  # noqa: ANN401 - passed on
        values = bind(reading, *said)
        swap(hub, call, other.reading)
        return values

    patch.setattr(Reading, "_bound", bound)
    return await look(hub, call, paper)


@pytest.mark.parametrize("name", sorted(RACES))
async def test_a_statement_planned_before_is_read_again(
    hub: Hub, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await raced(hub, name, monkeypatch) == set()


@pytest.mark.parametrize("name", sorted(RACES))
async def test_judged_by_what_is_held_now_it_would_not_be(
    hub: Hub, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reading, "_in_step", lambda *_: True)
    assert await raced(hub, name, monkeypatch)
