"""A peer that fails in any way gets each event in the end, once by its id and in order."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from hub.exchange import asking, wire
from hub.exchange.rules import LONGEST_PAUSE, LONGEST_REST, MOST_TRIES, pause, rest
from tests.actors import CITY
from tests.hub.exchange.exchanging import exchange_of, reconciled, register, restate, states, tell
from tests.hub.exchange.platform import Platform, listening
from tests.make import Hub, deliver
from tests.papers import MOMENT, Paper, event_of

FAULTS = (
    *("slow", "500", "503", "400", "closes", "half", "twice", "garbled"),
    *("unsigned", "replayed", "of others", "of another state"),
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait no longer for a slow peer than a test should."""
    monkeypatch.setattr(wire, "TIMEOUT_SECONDS", 0.4)


def shown(hub: Hub, count: int = 3) -> list[Paper]:
    """Return licenses that the register shows."""
    return [it for it in hub.world.papers if (it.entry, it.kind) == ("permit", "plain")][:count]


async def happened(hub: Hub, papers: Sequence[Paper]) -> None:
    """Let something happen to licenses, twice."""
    for sequence, what in ((1, "SUSPENDED"), (2, "RESUMED")):
        events = [event_of(it) | {"event": what, "sequence": sequence} for it in papers]
        await deliver(hub, events, CITY, what)


async def delivered(hub: Hub, platform: Platform, steps: int = 9) -> None:
    """Let the hub serve its peer again and again, later each time."""
    async with exchange_of(hub) as exchange:
        for step in range(steps):
            await tell(hub, exchange, MOMENT + step * timedelta(minutes=20))
    assert platform.unsigned == 0


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_event_takes_effect_once_whatever_the_fault(hub: Hub, fault: str) -> None:
    papers = shown(hub)
    with listening() as platform:
        await register(hub, platform)
        await happened(hub, papers)
        platform.faults = [fault]
        await delivered(hub, platform)
        assert list(platform.of_license().values()) == [[2, 3]] * len(papers)
        assert len(platform.taken) == 2 * len(papers)
    assert await states(hub) == {"DELIVERED": 2 * len(papers)}


async def test_a_receipt_that_is_not_checked_loses_what_was_not_taken(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage: the hub believes whoever answers."""
    monkeypatch.setattr(asking, "signed_by", lambda *_: True)
    papers = shown(hub)
    with listening() as platform:
        await register(hub, platform)
        await happened(hub, papers)
        platform.faults = ["forged"]
        await delivered(hub, platform)
        with pytest.raises(AssertionError):
            assert len(platform.taken) == 2 * len(papers)


async def test_one_that_refuses_for_good_is_a_dead_letter_and_holds_back_its_license_alone(
    hub: Hub,
) -> None:
    papers = shown(hub)
    with listening() as platform:
        await register(hub, platform)
        await happened(hub, papers)
        platform.outcomes = {"SUSPENDED": "REFUSED"}
        await restate(hub, [it for it in hub.world.papers if it.kind == "joint"][:1])
        await delivered(hub, platform, 2)
        count = len(papers)
        assert await states(hub) == {"DEAD": count, "WAITING": count, "DELIVERED": 1}
        platform.outcomes = {}
        await hub.change("UPDATE delivery SET state = 'WAITING', tries = 0 WHERE state = 'DEAD'")
        await delivered(hub, platform, 2)
        assert all(it in ([2, 3], [1]) for it in platform.of_license().values())
    assert await states(hub) == {"DELIVERED": 2 * count + 1}


async def test_after_so_many_tries_it_is_a_dead_letter(hub: Hub) -> None:
    with listening() as platform:
        await register(hub, platform)
        await restate(hub, shown(hub, 1))
        platform.outcomes = {"RESTATED": "LATER"}
        async with exchange_of(hub) as exchange:
            for step in range(MOST_TRIES + 2):
                await reconciled(hub)
                await tell(hub, exchange, MOMENT + step * LONGEST_PAUSE)
        assert len(platform.got) == MOST_TRIES
    assert await states(hub) == {"DEAD": 1}


def test_pauses_grow_and_are_bounded() -> None:
    for grown, longest in ((pause, LONGEST_PAUSE), (rest, LONGEST_REST)):
        pauses = [grown(times) for times in range(1, 40)]
        assert pauses == sorted(pauses)
        assert pauses[-1] == longest
    assert sum((pause(tries) for tries in range(1, MOST_TRIES)), timedelta()) > timedelta(days=1)


async def test_a_claimed_event_that_was_lost_goes_again_after_its_lease(hub: Hub) -> None:
    with listening() as platform:
        await register(hub, platform)
        await restate(hub, shown(hub, 1))
        later = MOMENT + timedelta(minutes=2)
        await hub.change("UPDATE delivery SET due_at = :later", later=later)
        async with exchange_of(hub) as exchange:
            assert await tell(hub, exchange, MOMENT + timedelta(minutes=1)) == 0
            assert await tell(hub, exchange, later) == 1
