"""Killed with -9 at any step of sealing: nothing in force without a seal, none lost, none twice."""

import asyncio
import signal

import pytest

from tests.hub.issuing import killed_sealing
from tests.hub.issuing.bureau import Bureau, grown_older
from tests.hub.issuing.conftest import Place
from tests.hub.issuing.killed_sealing import ACTS, POINTS, WITHOUT_DOCUMENT, finish_left_overs
from tests.hub.issuing.watching import watched, whole

EVENTS = {"issue": "ISSUED", "change": "CHANGED", "inspect": "INSPECTED"}
CASES = [
    *(("issue", point) for point in POINTS),
    *(("change", point) for point in POINTS[::2]),
    *(("inspect", point) for point in WITHOUT_DOCUMENT[::2]),
]


async def prepared(bureau: Bureau, act: str) -> list[str]:
    """Let there be a license that the act is done to, and return its events so far."""
    if act == "issue":
        return []
    await killed_sealing.ACTS["issue"](bureau)
    return ["ISSUED"]


@pytest.mark.parametrize(("act", "point"), CASES)
async def test_what_a_crash_left_is_finished_by_the_job(
    place: Place, bureau: Bureau, act: str, point: str
) -> None:
    before = await prepared(bureau, act)
    async with watched(place.url) as seen:
        assert await place.run(killed_sealing.make, act, point) == -signal.SIGKILL
        await grown_older(bureau)
        await finish_left_overs(bureau)
    assert not any(seen)
    assert await whole(bureau, [*before, EVENTS[act]])
    answered = await ACTS[act](bureau)
    assert answered.state == "DONE"
    assert await whole(bureau, [*before, EVENTS[act]])


@pytest.mark.parametrize("point", POINTS)
async def test_what_a_crash_left_is_finished_by_the_client_who_asks_again(
    place: Place, bureau: Bureau, point: str
) -> None:
    async with watched(place.url) as seen:
        assert await place.run(killed_sealing.make, "issue", point) == -signal.SIGKILL
        first, second = await asyncio.gather(ACTS["issue"](bureau), ACTS["issue"](bureau))
    assert first.id == second.id
    assert not any(seen)
    assert await whole(bureau, ["ISSUED"])


@pytest.mark.parametrize("point", ["before_signing", "within_the_second_act"])
async def test_what_is_not_written_down_would_be_lost(
    place: Place, bureau: Bureau, point: str
) -> None:
    killed = await place.run(killed_sealing.make, "issue", point, sabotaged=True)
    assert killed == -signal.SIGKILL
    await grown_older(bureau)
    await finish_left_overs(bureau)
    assert not await whole(bureau, ["ISSUED"])
