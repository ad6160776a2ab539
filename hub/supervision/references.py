"""See that oversight on a finding or an order names one that is open (art. 5, 28)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.authorizations.oversight.terms import OversightKind
from hub.authorizations.oversight.wishes import AssignOversight
from hub.identity.model import Organization
from hub.policy.codes import covers
from hub.supervision.findings.model import Finding
from hub.supervision.orders.model import RectificationOrder
from hub.supervision.refusals import ReferenceNotOpen

_KINDS: dict[OversightKind, type[Finding] | type[RectificationOrder]] = {
    OversightKind.FINDING: Finding,
    OversightKind.ORDER: RectificationOrder,
}


async def check_reference(db: AsyncSession, wish: AssignOversight) -> None:
    """Let an assignment pass whose finding or order is open, within the region of whom it is about.

    Raises: ReferenceNotOpen.
    """
    table = _KINDS.get(wish.kind)
    if table is None:
        return
    found = (
        select(Organization.region)
        .join(table, table.organization_id == Organization.id)
        .where(table.number == wish.reference.strip(), table.closed_at.is_(None))
    )
    region = await db.scalar(found.with_for_update(of=table))
    if region is None or not covers(region, wish.region):
        raise ReferenceNotOpen
