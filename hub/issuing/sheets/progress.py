"""Keep how far a spreadsheet was taken: found by its key, and moved with its rows."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.model import Batch, BatchState
from hub.aggregation.rules.providers import BatchTakenOver
from hub.issuing.model import Making
from hub.issuing.terms import MakingState

BY_SHEET: Final = "issue "
"""What the keys of such batches begin with: no key of a delivery holds a space."""

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('issue_sheet'), hashtext(:named))")
_ADVANCE = text("""
UPDATE batch SET line = :line, quarantined = quarantined + :faulty, last_at = :moment
WHERE id = :id AND provider_id = :provider AND line = :before AND state = 'OPEN'
""")


class SheetProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a spreadsheet was taken: `accepted` are licenses in force, faults the others."""

    id: UUID
    state: BatchState
    line: int
    accepted: int
    quarantined: int


async def find_batch(db: AsyncSession, provider_id: int, key: str) -> Batch | None:
    """Return the batch of a key, done or not; whoever else asks for it waits until this is over.

    A key stands for one spreadsheet for good, so what is done is found as well (unlike the
    deliveries of aggregation, where what comes again changes nothing).
    """
    await db.execute(_LOCK, {"named": f"{provider_id} {key}"})
    same = select(Batch).filter_by(provider_id=provider_id, key=BY_SHEET + key)
    return await db.scalar(same.order_by(Batch.id.desc()).limit(1))


async def progress_of(db: AsyncSession, batch_id: UUID) -> SheetProgress:
    """Return how far a batch was taken by now."""
    batch = await db.get_one(Batch, batch_id, populate_existing=True)
    return msgspec.convert(batch, SheetProgress, from_attributes=True)


async def advance(  # noqa: PLR0913 - where it stood, and where it stands
    db: AsyncSession,
    at: SheetProgress,
    provider_id: int,
    *,
    line: int,
    faulty: int,
    moment: datetime,
) -> SheetProgress:
    """Note the lines that were taken, unless somebody else has taken some since.

    Raises: BatchTakenOver.
    """
    said = {"id": at.id, "provider": provider_id, "before": at.line, "line": line}
    noted = await db.execute(_ADVANCE, said | {"faulty": faulty, "moment": moment})
    if getattr(noted, "rowcount", 0) != 1:
        raise BatchTakenOver
    return await progress_of(db, at.id)


async def left_of(db: AsyncSession, batch_id: UUID, most: int) -> list[UUID]:
    """Return what of a batch is written down and not yet sealed, so many at most."""
    left = select(Making.id).filter_by(batch_id=batch_id, state=MakingState.WRITTEN)
    return list(await db.scalars(left.order_by(Making.id).limit(most)))
