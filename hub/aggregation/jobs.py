"""Let go of what is in quarantine when its time is over."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.model import Quarantined
from hub.clock import now

AT_ONCE = 10_000


async def expire_quarantine(db: AsyncSession) -> int:
    """Delete the rows in quarantine that have expired, and return how many there were."""
    deleted = 0
    while True:
        expired = select(Quarantined.id).where(Quarantined.expires_at <= now()).limit(AT_ONCE)
        gone = delete(Quarantined).where(Quarantined.id.in_(expired)).returning(Quarantined.id)
        count = len((await db.execute(gone)).all())
        deleted += count
        if count < AT_ONCE:
            return deleted
