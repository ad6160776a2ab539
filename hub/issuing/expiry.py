"""Tell holders of licenses whose last day has passed (到期): the clock ends them, nobody's act.

Readers and verifiers see it by the day itself, and running authorizations stop with it; what
nobody would see by looking is told here, to the inbox and to subscribers.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.clock import SHANGHAI, now
from hub.notices.telling import Telling, tell
from hub.notices.terms import NoticeKind

AT_ONCE = 1_000

_FIRST = UUID(int=0)
_DAY = text("SELECT max(day) FROM expiry_day")
_TOLD = text("INSERT INTO expiry_day (day, told_at) VALUES (:day, :at) ON CONFLICT DO NOTHING")
_EXPIRED = text("""
SELECT id, holder_key, holders, issuer_id, entry_id FROM license
WHERE valid_until = :day AND status IN ('IN_FORCE', 'SUSPENDED') AND id > :after
ORDER BY id LIMIT :most
""")


async def tell_of_expiry(db: AsyncSession) -> int:
    """Tell of each day that has passed and was not told of, and return how many licenses."""
    yesterday = now().astimezone(SHANGHAI).date() - timedelta(days=1)
    last: date = (await db.scalar(_DAY)) or yesterday - timedelta(days=1)
    told = 0
    while last < yesterday:
        last += timedelta(days=1)
        told += await _tell_of(db, last)
        await db.execute(_TOLD, {"day": last, "at": now()})
    return told


async def _tell_of(db: AsyncSession, day: date) -> int:
    ended, after, told = _end_of(day), _FIRST, 0
    while True:
        page = {"day": day, "after": after, "most": AT_ONCE}
        rows = (await db.execute(_EXPIRED, page)).all()
        await tell(
            db,
            *(
                Telling(
                    holder_key=holder_key,
                    kind=NoticeKind.LICENSE_CHANGED,
                    about=str(row.holder_key),
                    occasion=f"{row.id}/expired/{day}",
                    at=ended,
                    organization_id=row.issuer_id,
                    entry_id=row.entry_id,
                    license_id=row.id,
                )
                for row in rows
                for holder_key in dict.fromkeys(row.holders)
            ),
        )
        told += len(rows)
        if len(rows) < AT_ONCE:
            return told
        after = rows[-1].id


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
