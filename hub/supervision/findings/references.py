"""See that oversight on a finding names one that is open (art. 5, 28)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.authorizations.oversight.terms import OversightKind
from hub.authorizations.oversight.wishes import AssignOversight
from hub.identity.model import Organization
from hub.policy.codes import covers
from hub.supervision.findings.model import Finding
from hub.supervision.findings.refusals import FindingNotOpen


async def check_reference(db: AsyncSession, wish: AssignOversight) -> None:
    """Let an assignment pass whose finding is open, within the region of whom it is about.

    Raises: FindingNotOpen.
    """
    if wish.kind is not OversightKind.FINDING:
        return
    found = (
        select(Organization.region)
        .join(Finding, Finding.organization_id == Organization.id)
        .where(Finding.number == wish.reference.strip(), Finding.closed_at.is_(None))
    )
    region = await db.scalar(found.with_for_update(of=Finding))
    if region is None or not covers(region, wish.region):
        raise FindingNotOpen
