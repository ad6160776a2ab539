"""Do once an hour or a day what need not be done more often, and count each thing once."""

import time
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.clock import now
from hub.db.ids import id_floor
from hub.supervision.terms import Every

LATE: Final = timedelta(minutes=10)
"""More than an act, a chunk or a record takes from its ids to its commit: none older is to come."""

_FROM = text("SELECT until FROM supervision_mark WHERE name = :name FOR UPDATE")
_TO = text("UPDATE supervision_mark SET until = :until, at = :at WHERE name = :name")

_DUE = text("""
INSERT INTO supervision_mark (name, at) VALUES (:name, :at)
ON CONFLICT (name) DO UPDATE SET at = excluded.at
WHERE date_trunc(:every, supervision_mark.at, 'Asia/Shanghai')
    <> date_trunc(:every, excluded.at, 'Asia/Shanghai')
RETURNING name
""")


async def is_due(db: AsyncSession, name: str, every: Every, moment: datetime) -> bool:
    """Tell whether something was not done yet in this hour or day, and note that it is."""
    said = {"name": name, "every": every.value, "at": moment}
    return (await db.scalar(_DUE, said)) is not None


async def span_of(db: AsyncSession, name: str) -> tuple[UUID, UUID]:
    """Return between which ids to count now, and note that it is done."""
    low: UUID = (await db.execute(_FROM, {"name": name})).scalar_one()
    high = max(low, id_floor(time.time() - LATE.total_seconds()))
    await db.execute(_TO, {"name": name, "until": high, "at": now()})
    return low, high
