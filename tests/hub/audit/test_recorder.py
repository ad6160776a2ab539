"""Records that wait at the same time share a transaction, and each fails for itself alone."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import pytest

from hub.audit.budgets import BudgetSpent, Spend
from hub.audit.consumption import Consumption
from hub.audit.once import Once, UsedAlready
from hub.audit.recorder import NotRecorded
from hub.audit.usage import Decisions, Pattern, Seen, Usage, UsageRecord
from hub.db.engine import ReaderConnection
from hub.db.ids import new_id
from hub.policy.facts import Purpose
from tests.make import Hub
from tests.papers import MOMENT

AT_ONCE = 60
OPERATION, CAUSE = 3, 8
"""Where they stand in the row of an event."""
LATER = datetime(2026, 6, 1, tzinfo=UTC)
PATTERN = Pattern.of(Decisions("permit", "x", "IN_FORCE"))
STORED = "SELECT count(*), count(DISTINCT xmin::text) FROM usage_event"
"""How many events are stored, and by how many transactions."""


async def record_of(hub: Hub, *consumptions: Consumption) -> UsageRecord:
    """Make the record of one license that somebody saw."""
    call = await hub.call("zhang", purpose=Purpose(cause="示例"))
    seen = Seen(new_id(), (new_id(),), PATTERN)
    usage = Usage(decided=True, seen=[seen], consumptions=list(consumptions))
    return usage.record(call, "license", "ANSWERED")


async def records(hub: Hub, count: int) -> list[UsageRecord]:
    """Make records."""
    return [await record_of(hub) for _ in range(count)]


def broken(record: UsageRecord, place: int, value: object) -> UsageRecord:
    """Put into a record what the database does not take."""
    row = (*record.row[:place], value, *record.row[place + 1 :])
    return msgspec.structs.replace(record, row=row)


async def recorded(hub: Hub, waiting: Sequence[UsageRecord]) -> list[BaseException | None]:
    """Let records wait together; return how each ended."""
    ends = (hub.doors.recorder.record(record) for record in waiting)
    async with asyncio.timeout(20):
        return await asyncio.gather(*ends, return_exceptions=True)


async def test_waiting_records_share_transactions(hub: Hub) -> None:
    assert await recorded(hub, await records(hub, AT_ONCE)) == [None] * AT_ONCE
    ((events, transactions),) = await hub.rows(STORED)
    assert events == AT_ONCE
    assert transactions <= AT_ONCE // 10


async def test_a_record_alone_is_not_kept_waiting(hub: Hub) -> None:
    for record in await records(hub, 3):
        await hub.doors.recorder.record(record)
    assert await hub.rows(STORED) == [(3, 3)]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (OPERATION, None),
        (OPERATION, "\x00"),
        (CAUSE, "\ud800"),
        (1, "yesterday"),
    ],
)
async def test_a_faulty_record_fails_alone(hub: Hub, place: int, value: object) -> None:
    waiting = await records(hub, AT_ONCE)
    waiting[7] = broken(waiting[7], place, value)
    ends = await recorded(hub, waiting)
    assert isinstance(ends.pop(7), NotRecorded)
    assert ends == [None] * (AT_ONCE - 1)
    ((events, _),) = await hub.rows(STORED)
    assert events == AT_ONCE - 1


async def test_what_works_once_fails_the_second_alone(hub: Hub) -> None:
    waiting = await records(hub, AT_ONCE)
    once = Once(b"once", LATER)
    waiting[3], waiting[40] = await record_of(hub, once), await record_of(hub, once)
    ends = await recorded(hub, waiting)
    assert sorted(type(end).__name__ for end in ends if end) == [UsedAlready.__name__]
    ((events, _),) = await hub.rows(STORED)
    assert events == AT_ONCE - 1


async def test_a_budget_is_not_overspent_by_those_who_wait_together(hub: Hub) -> None:
    spend = Spend("zhang/", "compare", MOMENT.date(), 5)
    ends = await recorded(hub, [await record_of(hub, spend) for _ in range(20)])
    assert ends.count(None) == 5
    assert all(isinstance(end, BudgetSpent) for end in ends if end)
    assert await hub.rows("SELECT spent FROM budget") == [(5,)]


async def test_what_a_refused_record_would_use_up_stays(hub: Hub) -> None:
    once = Once(b"kept", LATER)
    faulty = broken(await record_of(hub, once), OPERATION, None)
    assert isinstance((await recorded(hub, [faulty]))[0], NotRecorded)
    assert await recorded(hub, [await record_of(hub, once)]) == [None]


async def test_one_who_leaves_does_not_hold_up_the_others(hub: Hub) -> None:
    waiting = await records(hub, 10)
    asking = [asyncio.create_task(hub.doors.recorder.record(record)) for record in waiting]
    await asyncio.sleep(0)
    asking[4].cancel()
    async with asyncio.timeout(20):
        ends = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(ends.pop(4), asyncio.CancelledError)
    assert ends == [None] * 9


async def test_a_pattern_is_stored_once(hub: Hub) -> None:
    await recorded(hub, await records(hub, AT_ONCE))
    await recorded(hub, await records(hub, AT_ONCE))
    stored = "SELECT body ->> 'entry' FROM decision_pattern WHERE hash = :hash"
    assert await hub.rows(stored, hash=PATTERN.hash) == [("permit",)]


class Astray:
    """Something to use up that has a bug."""

    turn = ("astray",)

    def join(self, others: Sequence[Consumption]) -> Consumption:
        """Give way to the others."""
        return others[0]

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Fail as nothing should."""
        raise LookupError((connection, moment))


async def test_a_bug_in_one_leaves_nobody_waiting(hub: Hub) -> None:
    waiting = await records(hub, 10)
    waiting[2] = await record_of(hub, Astray())
    ends = await recorded(hub, waiting)
    assert isinstance(ends.pop(2), NotRecorded)
    assert ends == [None] * 9
