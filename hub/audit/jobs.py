"""Unfold usage events by holder, and let go of what has expired."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.model import HolderMet, UsedOnce
from hub.clock import now, today

KEPT = timedelta(days=7)

UNFOLD = text("""
WITH placed AS (
    SELECT id, holders, place, count,
        sum(count) OVER (PARTITION BY id ORDER BY place) - count AS before
    FROM usage_event, unnest(holder_counts) WITH ORDINALITY AS counted(count, place)
    WHERE id = ANY (:ids)
), spread AS (
    INSERT INTO holder_usage (holder_key, event_id, place)
    SELECT holders[before + number], id, place
    FROM placed, generate_series(1, count) AS number
    ON CONFLICT DO NOTHING
)
UPDATE usage_event SET unfolded = true WHERE id = ANY (:ids)
""")


async def unfold_usage(db: AsyncSession, ids: Sequence[UUID]) -> None:
    """Unfold usage events as they are logged (用证记录, art. 15(2))."""
    await db.execute(UNFOLD, {"ids": list(ids)})


async def drop_expired_once(db: AsyncSession) -> None:
    """Forget what worked once and would have expired by now."""
    await db.execute(delete(UsedOnce).where(UsedOnce.expires_at <= now()))


async def drop_holders_met(db: AsyncSession) -> None:
    """Forget whom partners met on days whose budgets are long over."""
    await db.execute(delete(HolderMet).where(HolderMet.day < today() - KEPT))
