"""Find who stands for an organization today, within a transaction (承继, art. 12)."""

from sqlalchemy.ext.asyncio import AsyncSession

from hub.identity.model import Organization


async def present_organization(db: AsyncSession, organization_id: int) -> Organization:
    """Return who stands for an organization today: itself, or the last of its successors."""
    found = await db.get_one(Organization, organization_id)
    while found.successor_id is not None:
        found = await db.get_one(Organization, found.successor_id)
    return found
