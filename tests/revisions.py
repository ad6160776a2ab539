"""Put revisions of entries in force, as the catalog's commands leave them."""

import msgspec
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from hub.catalog.model import CatalogRevision
from hub.catalog.revisions import RevisionState
from hub.policy.entry import Entry
from hub.policy.revision import digest
from tests.papers import MOMENT


async def revise(db: AsyncSession, entry_id: int, number: int, body: Entry) -> None:
    """Bring a revision into force and retire the one before it."""
    last = (CatalogRevision.entry_id == entry_id, CatalogRevision.number == number - 1)
    await db.execute(update(CatalogRevision).where(*last).values(state=RevisionState.RETIRED))
    db.add(revision(entry_id, number, body))


def revision(entry_id: int, number: int, body: Entry) -> CatalogRevision:
    """Make a revision in force."""
    return CatalogRevision(
        entry_id=entry_id,
        number=number,
        state=RevisionState.IN_FORCE,
        body=msgspec.to_builtins(body),
        digest=digest(body),
        drafted_at=MOMENT,
    )
