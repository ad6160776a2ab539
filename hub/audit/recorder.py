"""The recorder commits usage events in groups; a response leaves only after its event is durable.

Requests that wait at the same time share one transaction. When a group fails, its members are
tried singly, so that one request's spent authorization, or one faulty record, fails alone.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from hub.audit.consumption import in_turn
from hub.audit.usage import Pattern, UsageRecord
from hub.db.engine import ReaderConnection, ReaderPool
from hub.errors import Kind, Refusal
from hub.log import logger

LARGEST_GROUP: Final = 256
PATTERNS_REMEMBERED: Final = 10_000

_INSERT_PATTERN = """
INSERT INTO decision_pattern (hash, body) VALUES ($1, $2::text::jsonb) ON CONFLICT DO NOTHING
"""
_INSERT_EVENT = """
INSERT INTO usage_event (
    id, at, request_id, operation, outcome, account_id, organization_id, assurance,
    cause, scenario, matter, case_number,
    licenses, holders, holder_counts, patterns, authorizations
) VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::text::uuid[], $14::text::uuid[],
    $15::text::smallint[], $16::text::bytea[], $17::text::text[]
)
"""


class NotRecorded(Refusal):
    """The usage event of a request could not be stored, so nothing of it leaves."""

    kind = Kind.UNAVAILABLE
    zh = "用证记录未能保存，因此不返回任何数据，请稍后重试"
    en = "The record of use could not be stored, so no data is returned; try again later"


class Recorder:
    """Stores usage events for all requests of one process."""

    def __init__(self, pool: ReaderPool) -> None:
        """Take a pool whose role may write usage events and consume authorizations."""
        self._pool = pool
        self._waiting: list[tuple[UsageRecord, asyncio.Future[None]]] = []
        self._flushing: asyncio.Task[None] | None = None
        self._stored: OrderedDict[bytes, None] = OrderedDict()

    async def record(self, record: UsageRecord) -> None:
        """Wait until the record is committed.

        Raises: NotRecorded, or the refusal of an authorization that is gone.
        """
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((record, done))
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush())
        await done

    async def _flush(self) -> None:
        while self._waiting:
            group = self._waiting[:LARGEST_GROUP]
            del self._waiting[:LARGEST_GROUP]
            if await self._commit([record for record, _ in group]) is None:
                for _, done in group:
                    _settle(done, None)
                continue
            for record, done in group:
                _settle(done, await self._commit([record]))

    async def _commit(self, records: Sequence[UsageRecord]) -> Refusal | None:
        """Store records in one transaction; return why not, if they could not be stored."""
        try:
            async with self._pool.acquire() as connection:
                await self._store(connection, records)
        except Refusal as refusal:
            return refusal
        except Exception as error:  # noqa: BLE001 - whatever it was, those who wait must be told
            logger().error("usage_not_recorded", exc_info=error)
            return NotRecorded()
        for record in records:
            self._remember(record.patterns)
        return None

    async def _store(self, connection: ReaderConnection, records: Sequence[UsageRecord]) -> None:
        consumed = in_turn(one for record in records for one in record.consumptions)
        new = {p.hash: p.body for r in records for p in r.patterns if p.hash not in self._stored}
        events = [record.row for record in records]
        if not consumed and not new:  # what is run many times at once is one transaction by itself
            await connection.executemany(_INSERT_EVENT, events)
            return
        latest = max(record.moment for record in records)
        async with connection.transaction():
            for consumption in consumed:
                await consumption.consume(connection, latest)
            if new:
                await connection.executemany(_INSERT_PATTERN, sorted(new.items()))
            await connection.executemany(_INSERT_EVENT, events)

    def _remember(self, patterns: Sequence[Pattern]) -> None:
        for pattern in patterns:
            self._stored[pattern.hash] = None
        while len(self._stored) > PATTERNS_REMEMBERED:
            self._stored.popitem(last=False)

    async def close(self) -> None:
        """Wait for what is under way, then close the pool."""
        if self._flushing is not None:
            with suppress(asyncio.CancelledError):
                await self._flushing
        await self._pool.close()


def _settle(done: "asyncio.Future[None]", refusal: Refusal | None) -> None:
    if done.cancelled():
        return
    if refusal is None:
        done.set_result(None)
    else:
        done.set_exception(refusal)
