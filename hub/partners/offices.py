"""Tell in which kind of organization a caller acts, for the rules of partners."""

from sqlalchemy.ext.asyncio import AsyncSession

from hub.identity.callers import Caller
from hub.identity.model import Organization
from hub.identity.terms import OrganizationKind


async def in_data_center(db: AsyncSession, caller: Caller) -> bool:
    """Tell whether a caller holds an office in the data center."""
    if caller.organization is None:
        return False
    organization = await db.get(Organization, caller.organization.id)
    return organization is not None and organization.kind is OrganizationKind.DATA_CENTER
