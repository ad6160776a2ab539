"""Killed with -9 at any step of sealing: nothing in force without a seal, none lost, none twice."""

import asyncio
import multiprocessing
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from hub.crypto.keyring import Keyring, create_keyring, store_keyring
from tests.hub.issuing import killed_sealing
from tests.hub.issuing.bureau import Bureau, found, grown_older, makings, open_bureau
from tests.hub.issuing.killed_sealing import ACTS, POINTS, WITHOUT_DOCUMENT, finish_left_overs
from tests.hub.issuing.seals_kept import HALF_MADE, faults

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.hub.issuing.killed_sealing"])

EVENTS = {"issue": "ISSUED", "change": "CHANGED", "inspect": "INSPECTED"}
CASES = [
    *(("issue", point) for point in POINTS),
    *(("change", point) for point in POINTS[::2]),
    *(("inspect", point) for point in WITHOUT_DOCUMENT[::2]),
]


class Place:
    """A database, its keys, and processes that work on it."""

    def __init__(self, url: str, folder: Path) -> None:
        """Keep the keys where every process finds them."""
        self.url, self.path = url, folder / "keyring.json"
        self.keyring: Keyring = create_keyring()
        store_keyring(self.keyring, self.path)

    async def run(self, work: Callable[..., None], *arguments: object, **said: bool) -> int | None:
        """Let a process of its own work, and return how it ended."""
        process = processes.Process(
            target=work, args=(self.url, self.path, *arguments), kwargs=said
        )
        process.start()
        await asyncio.to_thread(process.join)
        return process.exitcode


@pytest.fixture
async def place(database: str, tmp_path: Path) -> Place:
    """A database in which licenses are made."""
    made = Place(database, tmp_path)
    await found(database, made.keyring)
    return made


@pytest.fixture
async def bureau(place: Place) -> AsyncIterator[Bureau]:
    """A process beside the one that dies: the one that goes on."""
    async with open_bureau(place.url, place.keyring) as opened:
        yield opened


@asynccontextmanager
async def watched(url: str) -> AsyncIterator[list[int]]:
    """Look all the while for versions that lack a seal or a document."""
    seen: list[int] = []
    stop = asyncio.Event()

    async def watch() -> None:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            while not stop.is_set():
                row = await (await connection.execute(HALF_MADE)).fetchone()
                seen.append(row[0] if row else 0)
                await asyncio.sleep(0.005)

    watching = asyncio.create_task(watch())
    try:
        yield seen
    finally:
        stop.set()
        await watching


async def prepared(bureau: Bureau, act: str) -> list[str]:
    """Let there be a license that the act is done to, and return its events so far."""
    if act == "issue":
        return []
    await killed_sealing.ACTS["issue"](bureau)
    return ["ISSUED"]


async def whole(bureau: Bureau, events: list[str]) -> bool:
    """Tell whether exactly these versions are there, well sealed, and nothing is under way."""
    written = [
        e for (e,) in await bureau.rows("SELECT event FROM license_version ORDER BY sequence")
    ]
    states = [state for _, state in await makings(bureau)]
    return written == events and set(states) == {"DONE"} and await faults(bureau) == []


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
