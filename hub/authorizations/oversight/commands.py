"""Assign oversight, and end it (监督指导, art. 4, 5)."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.oversight.model import OversightAssignment
from hub.authorizations.oversight.refusals import AssignmentNotFound
from hub.authorizations.oversight.rules import LONGEST, check, permit
from hub.authorizations.oversight.wishes import AssignOversight, EndOversight
from hub.authorizations.rules import check_period
from hub.db.ids import new_id
from hub.identity.directory import Directory, OrganizationFacts

Refers = Callable[[AsyncSession, AssignOversight], Awaitable[None]]
"""Lets pass what refers to something there is; those things are known further up."""


async def assign_oversight(
    call: Call,
    directory: Directory,
    wish: AssignOversight,
    *,
    refers: Refers,
    key: str | None = None,
) -> OversightAssignment:
    """Let an organization look into its sector and region, on an order, finding or objection.

    Raises: NotAnOverseer, ReferenceInvalid, NamedWithoutObjection, OverseerUnfit,
        AuthorizationPeriodInvalid, and why what it refers to is none.
    """
    async with call.act("assign_oversight", subject=wish.reference, key=key, wish=wish) as act:
        if act.replayed:
            return await act.db.get_one(OversightAssignment, UUID(act.subject))
        permit(call.caller, _acting(call, directory))
        overseer = directory.by_code.get(wish.organization)
        check(wish, overseer)
        await refers(act.db, wish)
        assignment = OversightAssignment(
            id=new_id(),
            organization_id=overseer.id if overseer else 0,
            kind=wish.kind,
            reference=wish.reference.strip(),
            sector=wish.sector,
            region=wish.region,
            license_id=wish.license,
            named=sorted(set(wish.named)),
            since=check_period(call.moment, None, wish.until, LONGEST),
            until=wish.until,
            ended_at=None,
            assigned_by=call.caller.account_id,
            assigned_at=call.moment,
        )
        act.db.add(assignment)
        act.subject = str(assignment.id)
        return assignment


async def end_oversight(
    call: Call, directory: Directory, wish: EndOversight, *, key: str | None = None
) -> OversightAssignment:
    """End an assignment at once (结束监督, art. 5).

    Raises: NotAnOverseer, AssignmentNotFound.
    """
    subject = str(wish.assignment)
    async with call.act("end_oversight", subject=subject, key=key, wish=wish) as act:
        permit(call.caller, _acting(call, directory))
        found = select(OversightAssignment).where(OversightAssignment.id == wish.assignment)
        assignment = await act.db.scalar(found.with_for_update())
        if assignment is None:
            raise AssignmentNotFound
        assignment.ended_at = assignment.ended_at or call.moment
        return assignment


def _acting(call: Call, directory: Directory) -> OrganizationFacts | None:
    acting = call.caller.organization
    return None if acting is None else directory.by_id.get(acting.id)
