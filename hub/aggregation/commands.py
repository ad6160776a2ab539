"""Aggregate licenses (归集): open a batch, take rows into it, close it; store a mapping."""

from uuid import UUID

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.formats.mapping import ColumnMapping, read_mapping
from hub.aggregation.formats.rows import Row
from hub.aggregation.intake import Chunk, Fault, Intake, Progress
from hub.aggregation.model import Batch, BatchState, Quarantined, StoredMapping
from hub.aggregation.references import References
from hub.aggregation.rules.providers import (
    MOST_RECORDS,
    BatchNotFound,
    BatchTakenOver,
    MappingChanged,
    RightsChanged,
    TooManyRecords,
    provider_of,
)
from hub.aggregation.wishes import AggregateLicenses, DeclareMapping, OpenBatch
from hub.audit.call import Call
from hub.clock import now
from hub.db.ids import new_id
from hub.errors import Refusal
from hub.identity.callers import ActingFor
from hub.licenses.keys import LicenseKeys
from hub.registers.client import NO_REGISTERS, Registers

AGGREGATE = "aggregate_licenses"
SENT_BY_CALL = "call"
COUNTS = ("line", "accepted", "superseded", "events", "unchanged", "quarantined")
RACES = {"uq_batch_open": BatchTakenOver}


class Aggregated(msgspec.Struct, frozen=True):
    """What became of the records of one call."""

    progress: Progress
    faults: list[Fault]


async def aggregate_licenses(
    call: Call,
    keys: LicenseKeys,
    wish: AggregateLicenses,
    *,
    key: str | None = None,
    registers: Registers = NO_REGISTERS,
) -> Aggregated:
    """Aggregate (归集) up to 500 licenses and events of licenses (art. 8, 9, 10).

    Raises: NotAnAggregator, TooManyRecords, RightsChanged.
    """
    batch_id, prepared = new_id(), None
    if not await call.acted(AGGREGATE, key):
        prepared = await _prepared(call, keys, wish, registers)
    async with call.act(AGGREGATE, subject=str(batch_id), key=key, wish=wish) as act:
        if act.replayed:
            return await _again(act.db, UUID(act.subject))
        provider = _demand_fit(call, wish)
        if prepared is None:
            raise RightsChanged
        intake, chunk = prepared
        opening = OpenBatch(source=SENT_BY_CALL, key=str(batch_id))
        batch = await begin_batch(act.db, batch_id, provider.id, opening)
        progress, faults = await intake.take(act.db, progress_of(batch), chunk)
        await _finish(act.db, batch_id)
        return Aggregated(progress, faults)


async def _prepared(
    call: Call, keys: LicenseKeys, wish: AggregateLicenses, registers: Registers
) -> tuple[Intake, Chunk] | None:
    """Check records before the act, which must not wait for a register (art. 23).

    What is to be refused is left to the act, which records it, and no register hears of it.
    """
    try:
        provider = _demand_fit(call, wish)
    except Refusal:
        return None
    intake = Intake(keys, References(call, provider), registers)
    rows = [Row(line, record) for line, record in enumerate(wish.records, 1)]
    return intake, await intake.check(rows)


def _demand_fit(call: Call, wish: AggregateLicenses) -> ActingFor:
    provider = provider_of(call.caller)
    if len(wish.records) > MOST_RECORDS:
        raise TooManyRecords(limit=MOST_RECORDS)
    return provider


async def _again(db: AsyncSession, batch_id: UUID) -> Aggregated:
    batch = await db.get_one(Batch, batch_id)
    kept = select(Quarantined).where(Quarantined.batch_id == batch_id).order_by(Quarantined.line)
    faults = [msgspec.convert(row, Fault, from_attributes=True) for row in await db.scalars(kept)]
    return Aggregated(progress_of(batch), faults)


async def open_batch(call: Call, wish: OpenBatch) -> Progress:
    """Open a batch for a stream of rows, or go on with the one that its key finds open.

    Raises: NotAnAggregator, MappingChanged, BatchTakenOver.
    """
    async with call.act("open_batch", races=RACES) as act:
        provider = provider_of(call.caller)
        same = select(Batch).filter_by(provider_id=provider.id, key=wish.key, state=BatchState.OPEN)
        batch = await act.db.scalar(same)
        if batch is None:
            batch = await begin_batch(act.db, new_id(), provider.id, wish)
        elif batch.line and batch.mapping_digest != wish.mapping_digest:
            raise MappingChanged
        batch.mapping_digest = wish.mapping_digest
        act.subject = str(batch.id)
        return progress_of(batch)


async def take_rows(call: Call, intake: Intake, progress: Progress, chunk: Chunk) -> Progress:
    """Take a chunk of rows into an open batch, whole or not at all.

    Raises: NotAnAggregator, BatchTakenOver, RightsChanged.
    """
    async with call.act(AGGREGATE, subject=str(progress.id)) as act:
        provider_of(call.caller)
        after, _ = await intake.take(act.db, progress, chunk)
        return after


async def close_batch(call: Call, batch_id: UUID) -> Progress:
    """Close a batch whose rows have all been taken.

    Raises: NotAnAggregator, BatchNotFound, BatchTakenOver.
    """
    async with call.act("close_batch", subject=str(batch_id)) as act:
        batch = await act.db.get(Batch, batch_id, with_for_update=True)
        if batch is None or batch.provider_id != provider_of(call.caller).id:
            raise BatchNotFound
        if batch.state is not BatchState.OPEN:
            raise BatchTakenOver
        await _finish(act.db, batch_id)
        return progress_of(batch)


async def declare_mapping(call: Call, wish: DeclareMapping) -> ColumnMapping:
    """Store how the columns of the caller's files map to the record form (art. 11).

    Raises: NotAnAggregator, MappingUnreadable.
    """
    async with call.act("declare_mapping", subject=wish.name) as act:
        provider = provider_of(call.caller)
        mapping = read_mapping(wish.body)
        said = {
            "body": msgspec.to_builtins(mapping),
            "digest": mapping.digest,
            "declared_at": call.moment,
        }
        named = insert(StoredMapping).values(provider_id=provider.id, name=wish.name, **said)
        await act.db.execute(
            named.on_conflict_do_update(index_elements=["provider_id", "name"], set_=said)
        )
        return mapping


def progress_of(batch: Batch) -> Progress:
    """Return how far a batch was taken."""
    return msgspec.convert(batch, Progress, from_attributes=True)


async def begin_batch(db: AsyncSession, batch_id: UUID, provider_id: int, wish: OpenBatch) -> Batch:
    """Open a batch of which nothing has been taken yet."""
    moment = now()
    batch = Batch(
        id=batch_id,
        provider_id=provider_id,
        source=wish.source,
        key=wish.key,
        mapping_digest=wish.mapping_digest,
        state=BatchState.OPEN,
        **dict.fromkeys(COUNTS, 0),
        grades={},
        started_at=moment,
        last_at=moment,
        finished_at=None,
    )
    db.add(batch)
    await db.flush()
    return batch


async def _finish(db: AsyncSession, batch_id: UUID) -> None:
    done = {"state": BatchState.DONE, "finished_at": now()}
    await db.execute(update(Batch).where(Batch.id == batch_id).values(done))
