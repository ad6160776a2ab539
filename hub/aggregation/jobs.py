"""Let go of what is in quarantine when its time is over."""

from uuid import UUID

from sqlalchemy import Delete, Select, Update, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.corrections import FOLLOWED
from hub.aggregation.model import Quarantined
from hub.clock import now

AT_ONCE = 10_000


async def expire_quarantine(db: AsyncSession) -> int:
    """Let go of the rows in quarantine that have expired, and return how many there were.

    Of what nobody has corrected, that it lay there is remembered (art. 28(3)), and not the row.
    """
    moment = now()
    over = Quarantined.expires_at <= moment
    standing = and_(
        Quarantined.subject_sealed.is_not(None),
        Quarantined.corrected_at.is_(None),
        Quarantined.expires_at > moment - FOLLOWED,
    )
    kept = select(Quarantined.id).where(over, standing, Quarantined.row_sealed.is_not(None))
    emptied = update(Quarantined).values(row_sealed=None)
    let_go = await _in_parts(db, kept, emptied)
    return let_go + await _in_parts(
        db, select(Quarantined.id).where(over, ~standing), delete(Quarantined)
    )


async def _in_parts(db: AsyncSession, which: Select[UUID], act: Update | Delete) -> int:
    done = 0
    while True:
        acted = act.where(Quarantined.id.in_(which.limit(AT_ONCE))).returning(Quarantined.id)
        count = len((await db.execute(acted)).all())
        done += count
        if count < AT_ONCE:
            return done
