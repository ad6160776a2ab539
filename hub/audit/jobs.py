"""Unfold usage events by holder, keep their months, and let go of what has expired."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.model import HolderMet, UsedOnce
from hub.clock import now, today
from hub.db.copy import array

KEPT = timedelta(days=7)
MONTHS_AHEAD: Final = 3

UNFOLD = text("""
WITH placed AS (
    SELECT id, holders, place, count,
        sum(count) OVER (PARTITION BY id ORDER BY place) - count AS before
    FROM usage_event, unnest(holder_counts) WITH ORDINALITY AS counted(count, place)
    WHERE id = ANY (CAST(:ids AS uuid[])) AND id BETWEEN :first AND :last
), spread AS (
    INSERT INTO holder_usage (holder_key, event_id, place)
    SELECT holders[before + number], id, place
    FROM placed, generate_series(1, count) AS number
    ON CONFLICT DO NOTHING
)
UPDATE usage_event SET unfolded = true
WHERE id = ANY (CAST(:ids AS uuid[])) AND id BETWEEN :first AND :last
""")
_MAKE_MONTH = text("SELECT make_usage_month(:ahead)")
_SETTLE_MONTH = text("SELECT settle_usage_month()")


async def unfold_usage(db: AsyncSession, ids: Sequence[UUID] | Sequence[str]) -> None:
    """Unfold usage events as they are logged (用证记录, art. 15(2))."""
    if ids:
        await db.execute(UNFOLD, among(ids))


def among(ids: Sequence[UUID] | Sequence[str]) -> dict[str, object]:
    """Name ids, and between which they lie, so that no month is opened without need."""
    return {"ids": array(ids), "first": min(ids), "last": max(ids)}


async def make_usage_month(db: AsyncSession) -> None:
    """Make the next month that usage will need, where it is not there; one of one table a time.

    What came when there was no month for it moves from the table of strays into its own.
    """
    await db.execute(_MAKE_MONTH, {"ahead": MONTHS_AHEAD})


async def settle_usage_month(db: AsyncSession) -> None:
    """Close a month that is over and where nothing waits, so that nobody looks there for more."""
    await db.execute(_SETTLE_MONTH)


async def drop_expired_once(db: AsyncSession) -> None:
    """Forget what worked once and would have expired by now."""
    await db.execute(delete(UsedOnce).where(UsedOnce.expires_at <= now()))


async def drop_holders_met(db: AsyncSession) -> None:
    """Forget whom partners met on days whose budgets are long over."""
    await db.execute(delete(HolderMet).where(HolderMet.day < today() - KEPT))
