"""Statements that are asked at the same time go together, and each has its own answer."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import asyncpg
import psycopg
import pytest

from hub.db.engine import READER, ReaderPool, pool
from hub.db.together import MOST, Together

DOUBLED = "SELECT 2 * $1::int AS twice, 12 / $1::int AS part, pg_backend_pid() AS pid"
SLEEPING = "SELECT $1::int AS number, pg_sleep($2::float)"


@pytest.fixture
async def lines(database: str) -> AsyncIterator[ReaderPool]:
    """Two connections."""
    opened = await pool(database, READER, 2)
    yield opened
    await opened.close()


async def test_each_has_its_own_answer(lines: ReaderPool) -> None:
    numbers = range(1, 5 * MOST)
    rows = await asyncio.gather(*(lines.row(DOUBLED, (number,)) for number in numbers))
    assert [row["twice"] for row in rows] == [2 * number for number in numbers]


async def test_those_of_one_moment_take_few_round_trips(
    lines: ReaderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips = []
    rows_of = Together._rows  # noqa: SLF001 - what is counted

    async def counted(
        self: Together, statement: str, wanted: Sequence[Sequence[object]]
    ) -> list[asyncpg.Record]:
        trips.append(len(wanted))
        return await rows_of(self, statement, wanted)

    monkeypatch.setattr(Together, "_rows", counted)
    await asyncio.gather(*(lines.row(DOUBLED, (number,)) for number in range(1, 3 * MOST + 1)))
    assert trips == [MOST] * 3


async def test_only_the_one_at_fault_fails(lines: ReaderPool) -> None:
    asked = [lines.row(DOUBLED, (value,)) for value in (1, 0, 2, "none", 3)]
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in (told[1], told[3])] == [
        asyncpg.DivisionByZeroError,
        asyncpg.DataError,
    ]
    assert [one["twice"] for one in told if isinstance(one, asyncpg.Record)] == [2, 4, 6]


async def test_who_leaves_takes_nobody_along(lines: ReaderPool) -> None:
    asked = [asyncio.create_task(lines.row(SLEEPING, (number, 0.02))) for number in range(6)]
    await asyncio.sleep(0)
    asked[0].cancel()
    await asyncio.sleep(0.01)
    asked[3].cancel()
    told = await asyncio.gather(*asked, return_exceptions=True)
    numbers = [one["number"] for one in told if isinstance(one, asyncpg.Record)]
    assert numbers == [1, 2, 4, 5]


async def test_a_connection_that_ends_under_a_group_is_replaced(
    lines: ReaderPool, database: str
) -> None:
    asked = [asyncio.create_task(lines.row(SLEEPING, (number, 0.1))) for number in range(3)]
    await asyncio.sleep(0.05)
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = %s", [SLEEPING]
        )
    told = await asyncio.gather(*asked)
    assert [one["number"] for one in told] == [0, 1, 2]


async def test_each_is_read_in_a_snapshot_of_its_own(lines: ReaderPool, database: str) -> None:
    """What is committed while a group runs is seen by those of it that run later."""
    slow = "SELECT (SELECT count(*) FROM revoked_token) AS seen, pg_sleep($1::float)"
    asked = [asyncio.create_task(lines.row(slow, (0.15,))) for _ in range(2)]
    await asyncio.sleep(0.1)
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute(
            "INSERT INTO revoked_token (token_hash, expires_at) VALUES (%s, now())",
            [UUID(int=5).bytes],
        )
    first, second = await asyncio.gather(*asked)
    assert (first["seen"], second["seen"]) == (0, 1)
