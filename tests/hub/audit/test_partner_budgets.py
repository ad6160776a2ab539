"""A partner meets as many holders in a day as it may, on all workers together, and not one more."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from hub.audit import budgets, recorder
from hub.audit.budgets import BudgetSpent, HolderBudgetSpent, HoldersMet, Spend, count_for_partner
from hub.audit.consumption import Consumption
from hub.audit.recorder import Recorder
from hub.audit.usage import Usage, UsageRecord
from hub.db.engine import WRITER, ReaderConnection, ReaderPool, pool
from hub.errors import Refusal
from hub.identity.callers import ActingFor, Caller
from hub.identity.directory import OrganizationFacts
from hub.identity.terms import Level, OrganizationKind
from hub.policy.facts import Purpose

TODAY = date(2026, 7, 1)
MOMENT = datetime(2026, 7, 1, 4, tzinfo=UTC)
LIMIT, HOLDERS, WORKERS = 25, 120, 8

PARTNER = """
INSERT INTO organization (code, name_zh, name_en, kind, region, region_as_of, level)
VALUES ('91519999MA9900036C', '示例银行', 'Bank', 'PARTNER', '510000', '2026-01-01', 'PROVINCE')
RETURNING id
"""
WITHOUT_A_COUNTER = """
WITH met AS (
    INSERT INTO holder_met (holder_key, organization_id, day)
    SELECT DISTINCT holder_key, $2::integer, $3::date
    FROM unnest($1::text::uuid[]) AS each (holder_key)
    ON CONFLICT DO NOTHING RETURNING 1
)
SELECT (SELECT count(*) FROM met) + (SELECT count(*) FROM holder_met
    WHERE organization_id = $2 AND day = $3) AS spent
WHERE $4::text <> $5::text
"""


@pytest.fixture
def partner(database: str) -> int:
    """A partner's number."""
    with psycopg.connect(database, autocommit=True) as owner:
        row = owner.execute(PARTNER).fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
async def writers(database: str) -> AsyncIterator[ReaderPool]:
    """Connections that record, as many as several workers have."""
    opened = await pool(database, WRITER, WORKERS)
    yield opened
    await opened.close()


async def consumed(writers: ReaderPool, consumption: Consumption) -> str:
    """Consume in a transaction of its own; tell how it went."""
    try:
        async with writers.acquire() as connection, connection.transaction():
            await consumption.consume(connection, MOMENT)
            await asyncio.sleep(0.002)
    except Refusal as refusal:
        return refusal.code
    return "met"


async def met_at_once(writers: ReaderPool, partner: int, each: Sequence[int]) -> Counter[str]:
    """Let requests meet holders at the same time, so many each, all of them different."""
    keys = (UUID(int=number) for number in range(HOLDERS))
    wishes = [
        HoldersMet(partner, TODAY, LIMIT, frozenset(next(keys) for _ in range(count)))
        for count in each
    ]
    return Counter(await asyncio.gather(*(consumed(writers, wish) for wish in wishes)))


async def counted(writers: ReaderPool, partner: int) -> tuple[int, int]:
    """Return how many holders were met, and how many were counted."""
    async with writers.acquire() as connection:
        met = await connection.fetchval(
            "SELECT count(*) FROM holder_met WHERE organization_id = $1", partner
        )
        spent = await connection.fetchval(
            "SELECT coalesce(sum(spent), 0) FROM budget WHERE kind = 'holders'"
        )
    return met, spent


async def test_of_many_at_once_exactly_the_limit_is_met(writers: ReaderPool, partner: int) -> None:
    told = await met_at_once(writers, partner, [1] * 80)
    assert told == {"met": LIMIT, HolderBudgetSpent.__name__: 80 - LIMIT}
    assert await counted(writers, partner) == (LIMIT, LIMIT)


async def test_requests_of_any_size_never_go_over_and_count_right(
    writers: ReaderPool, partner: int
) -> None:
    dice = random.Random(16)
    told = await met_at_once(writers, partner, [dice.randint(1, 4) for _ in range(30)])
    met, spent = await counted(writers, partner)
    assert LIMIT - 4 < met == spent <= LIMIT
    assert told[HolderBudgetSpent.__name__]


async def test_without_the_counter_too_many_are_met(
    writers: ReaderPool, partner: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "_MEET", WITHOUT_A_COUNTER)
    monkeypatch.setattr(budgets, "_LOCK", "SELECT $1::text, $2::text, $3::date")
    await met_at_once(writers, partner, [1] * 80)
    met, _ = await counted(writers, partner)
    assert met > LIMIT


async def test_a_holder_is_met_once_a_day(writers: ReaderPool, partner: int) -> None:
    same = frozenset({UUID(int=1), UUID(int=2)})
    for _ in range(3):
        assert await consumed(writers, HoldersMet(partner, TODAY, 2, same)) == "met"
    another = frozenset({UUID(int=3)})
    refused = await consumed(writers, HoldersMet(partner, TODAY, 2, another))
    assert refused == HolderBudgetSpent.__name__
    tomorrow = TODAY + timedelta(days=1)
    assert await consumed(writers, HoldersMet(partner, tomorrow, 2, another)) == "met"


def facts(requests: int | None, holders: int | None) -> OrganizationFacts:
    """Return a partner with its limits."""
    return OrganizationFacts(
        id=7, code="91519999MA9900036C", name_zh="示例银行", name_en="Bank",
        kind=OrganizationKind.PARTNER, parent_id=None, region="510000",
        region_as_of=TODAY, level=Level.PROVINCE, sector=None, successor_id=None,
        active=True, designated_body=None, requests_a_day=requests, holders_a_day=holders,
    )  # fmt: skip


def test_a_request_counts_once_however_often_it_reads() -> None:
    usage = Usage()
    for number in (1, 2, 1):
        count_for_partner(usage, facts(9, 5), TODAY, [UUID(int=number)])
    count_for_partner(usage, facts(9, 5), TODAY, [])
    met = frozenset({UUID(int=1), UUID(int=2)})
    counted: list[Consumption] = [Spend("7", "requests", TODAY, 9), HoldersMet(7, TODAY, 5, met)]
    assert usage.consumptions == counted


@pytest.mark.parametrize(("requests", "holders"), [(None, None), (3, None), (None, 3)])
def test_what_is_not_limited_is_not_counted(requests: int | None, holders: int | None) -> None:
    usage = Usage()
    count_for_partner(usage, facts(requests, holders), TODAY, [UUID(int=1)])
    assert len(usage.consumptions) == sum(one is not None for one in (requests, holders))


async def test_requests_are_counted_up_to_their_limit(writers: ReaderPool) -> None:
    told = [await consumed(writers, Spend("7", "requests", TODAY, 2)) for _ in range(3)]
    assert told == ["met", "met", BudgetSpent.__name__]


class Slow(HoldersMet, frozen=True):
    """Meets a holder, and takes its time over it."""

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Consume, and hold the counter for a moment."""
        await super().consume(connection, moment)
        await asyncio.sleep(0.1)


class Counting(Recorder):
    """A recorder that counts its commits."""

    commits = 0

    async def _commit(self, records: Sequence[UsageRecord]) -> Refusal | None:
        self.commits += 1
        return await super()._commit(records)


async def commits_of_crossing_groups(database: str, partners: Sequence[int]) -> int:
    """Let two workers record two partners' requests, each worker in another order."""
    workers = [Counting(await pool(database, WRITER, 1)) for _ in range(2)]
    waiting = []
    for worker, order in zip(workers, (partners, partners[::-1]), strict=True):
        for number in order:
            caller = Caller(organization=ActingFor(number, "code"))
            usage = Usage(consumptions=[Slow(number, TODAY, LIMIT, frozenset({UUID(int=number)}))])
            waiting.append(worker.record(usage.record(Asked(caller), "license", "ANSWERED")))
    await asyncio.gather(*waiting)
    for worker in workers:
        await worker.close()
    return sum(worker.commits for worker in workers)


@dataclass
class Asked:
    """What a usage event says of a request."""

    caller: Caller
    purpose: Purpose | None = None
    moment: datetime = MOMENT
    request_id: str = "request"


@pytest.fixture
def two(database: str, partner: int) -> tuple[int, int]:
    """Two partners."""
    with psycopg.connect(database, autocommit=True) as owner:
        another = PARTNER.replace("91519999MA9900036C", "91519999MA99000447")
        row = owner.execute(another.encode()).fetchone()
        assert row is not None
        return partner, int(row[0])


async def test_groups_of_several_workers_do_not_wait_for_each_other(
    database: str, two: tuple[int, int]
) -> None:
    assert await commits_of_crossing_groups(database, two) == 2


async def test_groups_that_take_turns_as_they_come_deadlock(
    database: str, two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "in_turn", list)
    assert await commits_of_crossing_groups(database, two) > 2
