"""Unfold usage events by holder, and let go of what has expired."""

from datetime import timedelta

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.model import HolderMet, UsedOnce
from hub.clock import now, today

AT_ONCE = 1_000
KEPT = timedelta(days=7)

UNFOLD = text("""
WITH waiting AS (
    SELECT id, holders, holder_counts FROM usage_event
    WHERE NOT unfolded ORDER BY id LIMIT :at_once FOR UPDATE SKIP LOCKED
), placed AS (
    SELECT id, holders, place, count,
        sum(count) OVER (PARTITION BY id ORDER BY place) - count AS before
    FROM waiting, unnest(holder_counts) WITH ORDINALITY AS counted(count, place)
), spread AS (
    INSERT INTO holder_usage (holder_key, event_id, place)
    SELECT holders[before + number], id, place
    FROM placed, generate_series(1, count) AS number
    ON CONFLICT DO NOTHING
)
UPDATE usage_event SET unfolded = true FROM waiting WHERE usage_event.id = waiting.id
RETURNING usage_event.id
""")


async def unfold_usage(db: AsyncSession) -> int:
    """Unfold a batch of usage events, and return how many there were (用证记录, art. 15(2))."""
    return len((await db.execute(UNFOLD, {"at_once": AT_ONCE})).all())


async def drop_expired_once(db: AsyncSession) -> None:
    """Forget what worked once and would have expired by now."""
    await db.execute(delete(UsedOnce).where(UsedOnce.expires_at <= now()))


async def drop_holders_met(db: AsyncSession) -> None:
    """Forget whom partners met on days whose budgets are long over."""
    await db.execute(delete(HolderMet).where(HolderMet.day < today() - KEPT))
