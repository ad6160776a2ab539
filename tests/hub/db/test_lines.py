"""Connections are handed out in turn, replaced when they end, and usable after one who left."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import psycopg
import pytest

from hub.db.engine import READER, ReaderPool, pool

OWN = "SELECT pg_backend_pid()"


@pytest.fixture
async def lines(database: str) -> AsyncIterator[ReaderPool]:
    """Two connections."""
    opened = await pool(database, READER, 2)
    yield opened
    await opened.close()


async def test_many_share_a_few_connections(lines: ReaderPool) -> None:
    asked = [lines.fetch("SELECT pg_backend_pid() AS pid, pg_sleep(0.005)") for _ in range(40)]
    pids = {rows[0]["pid"] for rows in await asyncio.gather(*asked)}
    assert len(pids) == 2


async def test_a_connection_that_was_ended_is_replaced(lines: ReaderPool, database: str) -> None:
    before = await lines.fetchval(OWN)
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s)", [before])
    await asyncio.sleep(0.1)
    found = await asyncio.gather(*(lines.fetchval(OWN) for _ in range(6)))
    assert before not in found


async def test_one_that_ends_under_a_statement_leaves_room_for_another(
    lines: ReaderPool, database: str
) -> None:
    async with lines.acquire(), lines.acquire() as held:
        waiting = asyncio.create_task(lines.fetchval(OWN))
        with psycopg.connect(database, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", [await held.fetchval(OWN)])
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await held.fetchval("SELECT pg_sleep(5)")
    async with asyncio.timeout(10):
        assert await waiting


async def test_a_connection_serves_after_one_who_left_in_the_middle(lines: ReaderPool) -> None:
    for _ in range(6):
        leaving = asyncio.create_task(lines.fetchval("SELECT pg_sleep(5)"))
        await asyncio.sleep(0.02)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
    async with asyncio.timeout(10):
        assert await asyncio.gather(*(lines.fetchval("SELECT 7") for _ in range(6))) == [7] * 6


async def test_who_leaves_the_line_keeps_nobody_waiting(lines: ReaderPool) -> None:
    async with lines.acquire():
        async with lines.acquire():
            first = asyncio.create_task(lines.fetchval("SELECT 1"))
            second = asyncio.create_task(lines.fetchval("SELECT 2"))
            await asyncio.sleep(0)
            first.cancel()
        async with asyncio.timeout(10):
            assert await second == 2


async def test_who_cannot_connect_leaves_room(database: str) -> None:
    fewest = await pool(database, READER, 1)
    async with fewest.acquire() as held:
        await held.close()
    assert await fewest.fetchval("SELECT 3") == 3
    await fewest.close()
