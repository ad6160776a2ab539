"""A warm read of licenses is one statement, and giving the connection back is none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from hub.audit.recorder import Recorder
from hub.audit.usage import UsageRecord
from hub.db.engine import READER, ReaderPool, pool
from hub.policy.facts import Purpose
from hub.policy.terms import Basis
from tests.hub.audit.asking import HELD, ONE, identifier, told
from tests.hub.audit.test_gone import resting
from tests.make import Hub
from tests.scenarios import OPENING, purpose

WALLET = 20


class Sent:
    """The statements that went through a pool of one connection, and what ended the reading."""

    def __init__(self) -> None:
        """Start with none."""
        self.statements: list[str] = []

    def __call__(self, query: Any) -> None:  # noqa: ANN401 - asyncpg's record of a query
        """Note a statement."""
        self.statements.append(query.query)


class Watching(Recorder):
    """A recorder that notes how many statements were sent before it was asked to record."""

    sent: Sent
    before: list[int]

    async def record(self, record: UsageRecord) -> None:
        """Note, and record; the driver tells of a statement in the next turn of the loop."""
        await asyncio.sleep(0)
        self.before.append(len(self.sent.statements))
        await super().record(record)


@pytest.fixture
async def single(province_database: str) -> AsyncIterator[ReaderPool]:
    """The Reader's pool, with one connection that all statements go through."""
    opened = await pool(province_database, READER, 1)
    yield opened
    await opened.close()


@asynccontextmanager
async def listening(single: ReaderPool, sent: Sent) -> AsyncIterator[None]:
    """Listen to the one connection of a pool."""
    async with single.acquire() as connection:
        connection.add_query_logger(sent)
    yield
    async with single.acquire() as connection:
        connection.remove_query_logger(sent)


async def watched(hub: Hub, single: ReaderPool, url: str) -> tuple[Watching, Sent]:
    """Let a hub read through the one connection, and note what it has sent when it records."""
    recorder, sent = Watching(await pool(url, "hub_writer", 1)), Sent()
    recorder.sent, recorder.before = sent, []
    hub.doors = replace(hub.doors, reader=single, recorder=recorder)
    return recorder, sent


@pytest.mark.parametrize(("query", "shown"), [(ONE, 1), (HELD, WALLET)])
async def test_a_warm_read_sends_one_statement(
    hub: Hub, single: ReaderPool, province_database: str, query: str, shown: int
) -> None:
    kept = hub.doors
    recorder, sent = await watched(hub, single, province_database)
    said = {"first": WALLET} if query == HELD else {"of": identifier(hub, hub.world.paper("plain"))}
    call = await hub.call("zhang")
    await told(hub, call, query, **said)
    recorder.before.clear()
    call = await hub.call("zhang")
    async with listening(single, sent):
        answer = await told(hub, call, query, **said)
    assert str(answer).count("'fields'") == shown
    assert recorder.before == [1]
    assert len(sent.statements) == 1
    hub.doors = kept
    await recorder.close()


RESTING = (
    ("teller", Basis.REQUEST, OPENING),
    ("delegate", Basis.DELEGATION, OPENING),
    ("official", Basis.PRESENTATION, OPENING),
    ("overseer", Basis.OVERSIGHT, purpose(None, "ORD-1")),
)


@pytest.mark.parametrize("by", RESTING, ids=lambda by: by[1])
async def test_so_does_a_warm_read_by_what_was_authorized(
    hub: Hub, single: ReaderPool, province_database: str, by: tuple[str, Basis, Purpose]
) -> None:
    kept, (who, basis, stated) = hub.doors, by
    recorder, sent = await watched(hub, single, province_database)
    of = identifier(hub, resting(hub, who, stated, basis))
    await told(hub, await hub.call(who, purpose=stated), ONE, of=of)
    recorder.before.clear()
    call = await hub.call(who, purpose=stated)
    async with listening(single, sent):
        answer = await told(hub, call, ONE, of=of)
    assert answer["data"]["license"]["fields"]
    assert recorder.before == [1]
    assert len(sent.statements) == 1
    hub.doors = kept
    await recorder.close()


async def test_a_connection_is_given_back_without_a_word(single: ReaderPool) -> None:
    sent = Sent()
    async with listening(single, sent):
        for _ in range(3):
            async with single.acquire() as connection:
                assert await connection.fetchval("SELECT 1") == 1
    await asyncio.sleep(0)
    assert sent.statements == ["SELECT 1"] * 3
