"""Tell the holders of a license what was made of it, in the very transaction (art. 10)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.issuing.workshop import Work
from hub.notices.telling import Telling, tell
from hub.notices.terms import NoticeKind

_HELD = text("""
SELECT l.holder_key, l.holders FROM license_locator k
JOIN license l ON l.holder_key = k.holder_key AND l.id = k.license_id
WHERE k.identifier = :identifier
""")


async def tell_holders(db: AsyncSession, work: Work, moment: datetime) -> UUID:
    """Tell each holder, those of before too, and return under whom the license lives."""
    draft = work.draft
    owner_key, holders = (await db.execute(_HELD, {"identifier": draft.identifier})).one()
    tellings = [
        Telling(
            holder_key=holder_key,
            kind=NoticeKind.LICENSE_CHANGED,
            about=str(owner_key),
            occasion=f"{draft.license_id}/{work.digest.hex()}",
            at=moment,
            organization_id=work.issuers[0].id,
            entry_id=draft.entry_id,
            license_id=draft.license_id,
        )
        for holder_key in dict.fromkeys((*holders, *draft.former_holders))
    ]
    await tell(db, *tellings)
    found: UUID = owner_key
    return found
