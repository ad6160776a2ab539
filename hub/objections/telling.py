"""Tell who objects and who must act of each step of an objection (告知, art. 21)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.identity.model import Organization
from hub.identity.present import present_organization
from hub.identity.terms import OrganizationKind
from hub.licenses.model import License
from hub.notices.telling import OrganizationTelling, Telling, tell
from hub.notices.terms import NoticeKind, OrganizationNoticeKind
from hub.objections.model import Objection, ObjectionClock
from hub.objections.terms import ClockKind


async def tell_objector(db: AsyncSession, objection: Objection, step: str, at: datetime) -> None:
    """Tell the person who objects, or is objected for, that the objection has moved on."""
    if objection.objector_key is not None:
        telling = Telling(
            holder_key=objection.objector_key,
            kind=NoticeKind.OBJECTION_MOVED,
            about=f"{objection.holder_key} {objection.id}",
            occasion=f"{objection.id}/{step}",
            at=at,
            entry_id=objection.entry_id,
            license_id=objection.license_id,
        )
        await tell(db, telling)


def to_organization(
    objection: Objection,
    to: int,
    kind: OrganizationNoticeKind,
    at: datetime,
    clock: ObjectionClock | None = None,
) -> OrganizationTelling:
    """Return what an organization is told of an objection, and until when it is to act."""
    return OrganizationTelling(
        organization_id=to,
        kind=kind,
        home=objection.holder_key,
        about=objection.id,
        occasion=str(objection.id) if clock is None else _occasion(clock),
        at=at,
        entry_id=objection.entry_id,
        due_at=None if clock is None else clock.due_at,
    )


def _occasion(clock: ObjectionClock) -> str:
    """Return what is told once: of a term that was counted anew, once more."""
    return f"{clock.objection_id}/{clock.kind}/{clock.due_at.date()}"


async def responsible(db: AsyncSession, objection: Objection, kind: ClockKind) -> Organization:
    """Return who has to act while a clock runs: the data center, or the issuer as of today."""
    if kind is ClockKind.FINDING:
        center = Organization.kind == OrganizationKind.DATA_CENTER, Organization.active
        return (await db.scalars(select(Organization).where(*center).limit(1))).one()
    license_ = await db.get_one(License, (objection.holder_key, objection.license_id))
    return await present_organization(db, license_.issuer_id)
