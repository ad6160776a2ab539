"""Remind of the terms of objections, and escalate those that are over (催办、上报, art. 21)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.clock import now
from hub.identity.model import Organization
from hub.identity.present import present_organization
from hub.identity.terms import OrganizationKind
from hub.notices.telling import tell_organizations
from hub.notices.terms import OrganizationNoticeKind
from hub.objections.model import Objection, ObjectionClock
from hub.objections.rules import REMINDED
from hub.objections.telling import (
    responsible,
    tell_objector,
    to_organization,
)

AT_ONCE: Final = 500


async def remind_of_terms(db: AsyncSession) -> int:
    """Remind whoever is to act as the last day of a term begins, and return of how many."""
    moment = now()
    due = ObjectionClock.due_at
    ending = due > moment, due <= moment + REMINDED, ObjectionClock.reminded_at.is_(None)
    clocks = await _running(db, *ending)
    for clock in clocks:
        objection = await _objection(db, clock)
        to = await responsible(db, objection, clock.kind)
        kind = OrganizationNoticeKind.TERM_ENDING
        await tell_organizations(db, to_organization(objection, to.id, kind, moment, clock))
        clock.reminded_at = moment
    return len(clocks)


async def escalate_overdue(db: AsyncSession) -> int:
    """Tell the superior of each term that is over, and who objects; return of how many."""
    moment = now()
    over = ObjectionClock.due_at <= moment, ObjectionClock.escalated_at.is_(None)
    clocks = await _running(db, *over)
    for clock in clocks:
        await _escalate(db, clock, moment)
    return len(clocks)


async def _running(db: AsyncSession, *wanted: ColumnElement[bool]) -> Sequence[ObjectionClock]:
    """Return clocks that run, held; whoever stops one meanwhile is not waited for."""
    running = select(ObjectionClock).where(ObjectionClock.stopped_at.is_(None), *wanted)
    found = running.order_by(ObjectionClock.due_at).limit(AT_ONCE)
    return (await db.scalars(found.with_for_update(skip_locked=True))).all()


async def _objection(db: AsyncSession, clock: ObjectionClock) -> Objection:
    return await db.get_one(Objection, (clock.holder_key, clock.objection_id))


async def _escalate(db: AsyncSession, clock: ObjectionClock, moment: datetime) -> None:
    objection = await _objection(db, clock)
    late = await responsible(db, objection, clock.kind)
    above = await _superior(db, late)
    clock.escalated_at, clock.escalated_to = moment, above.id
    told = (
        (late.id, OrganizationNoticeKind.TERM_OVER),
        (above.id, OrganizationNoticeKind.OBJECTION_ESCALATED),
    )
    await tell_organizations(
        db, *(to_organization(objection, to, kind, moment, clock) for to, kind in told)
    )
    await tell_objector(db, objection, f"{clock.kind}/overdue", moment)


async def _superior(db: AsyncSession, organization: Organization) -> Organization:
    """Return who stands above an organization: its parent as of today, or the supervisor."""
    if organization.parent_id is not None:
        return await present_organization(db, organization.parent_id)
    supervisor = Organization.kind == OrganizationKind.SUPERVISOR, Organization.active
    found = await db.scalar(select(Organization).where(*supervisor).limit(1))
    return found or organization
