"""A catalog that changes again and again while it is read by keeps nobody from an answer."""

import asyncio

import pytest

from hub.catalog.queries import CatalogSnapshot, load_catalog
from hub.db.engine import ReaderConnection
from hub.reading import read
from tests.hub.reading.test_revoked import outcome
from tests.make import Hub

TOUCHED = "UPDATE reference_epoch SET value = value + 1"
READERS = 8
CHANGES = 60
"""Enough for every first try to meet a change, and for some to meet several in a row."""


async def answers_while_changing(hub: Hub) -> set[str]:
    """Return how reads were answered, in a word each, while the catalog changed without pause."""
    paper = hub.world.paper("plain")
    told: set[str] = set()
    over = asyncio.Event()

    async def ask() -> None:
        call = await hub.call("anonymous")
        while not over.is_set():
            found = await outcome(hub, call, paper)
            told.add(found if isinstance(found, str) else "ANSWERED")

    async with asyncio.TaskGroup() as readers:
        for _ in range(READERS):
            readers.create_task(ask())
        for _ in range(CHANGES):
            await hub.change(TOUCHED)
        over.set()
    return told


async def test_whoever_reads_while_the_catalog_changes_is_answered(hub: Hub) -> None:
    assert await answers_while_changing(hub) == {"ANSWERED"}


async def test_without_patience_somebody_would_not_be(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "PATIENCE_SECONDS", 0.0)
    assert "ReferenceMoving" in await answers_while_changing(hub)


async def test_a_changed_catalog_is_loaded_once_for_all_who_wait(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper, loads = hub.world.paper("plain"), []

    async def counted(connection: ReaderConnection) -> CatalogSnapshot:
        loads.append(connection)
        return await load_catalog(connection)

    calls = [await hub.call("anonymous") for _ in range(READERS)]
    await outcome(hub, calls[0], paper)
    await hub.change(TOUCHED)
    monkeypatch.setattr(read, "load_catalog", counted)
    await asyncio.gather(*(outcome(hub, call, paper) for call in calls))
    assert len(loads) == 1


async def test_what_another_call_loaded_before_a_change_is_not_taken_for_now(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = [await hub.call("anonymous") for _ in range(2)]
    begun: list[asyncio.Task[CatalogSnapshot]] = []

    async def overtaken(connection: ReaderConnection) -> CatalogSnapshot:
        loaded = await load_catalog(connection)
        if not begun:
            await hub.change(TOUCHED)
            begun.append(asyncio.create_task(hub.reading.current_catalog(second)))
            await asyncio.sleep(0.1)  # until it waits for what is loaded here
        return loaded

    await hub.reading.current_catalog(first)
    await hub.change(TOUCHED)
    monkeypatch.setattr(read, "load_catalog", overtaken)
    await hub.reading.current_catalog(first)
    async with second.read() as connection:
        now = await connection.fetchval("SELECT value FROM reference_epoch")
    assert (await begun[0]).epoch == now
