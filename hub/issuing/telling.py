"""Tell the holders of licenses what was made of them, in the very transaction (art. 10)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.issuing.workshop import Work
from hub.notices.telling import Telling, tell
from hub.notices.terms import NoticeKind

_HELD = text("""
SELECT k.identifier, l.holder_key, l.holders FROM license_locator k
JOIN license l ON l.holder_key = k.holder_key AND l.id = k.license_id
WHERE k.identifier = ANY (:identifiers)
""")


async def tell_holders(
    db: AsyncSession, works: Sequence[Work], moment: datetime
) -> dict[str, UUID]:
    """Tell each holder, those of before too; return under whom each identifier's license lives."""
    named = [work.draft.identifier for work in works]
    rows = (await db.execute(_HELD, {"identifiers": named})).all()
    held = {identifier: (owner, holders) for identifier, owner, holders in rows}
    tellings = [
        telling
        for work in works
        for telling in _tellings(work, *held[work.draft.identifier], moment)
    ]
    await tell(db, *tellings)
    return {identifier: owner for identifier, (owner, _) in held.items()}


def _tellings(
    work: Work, owner_key: UUID, holders: Sequence[UUID], moment: datetime
) -> list[Telling]:
    draft = work.draft
    return [
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
