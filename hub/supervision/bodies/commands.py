"""Designate a body and its officers (指定专门机构和人员, art. 26)."""

from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.db.ids import new_id
from hub.identity import commands as identity
from hub.identity import wishes
from hub.identity.model import Account, Office, Organization
from hub.identity.refusals import OrganizationUnknown
from hub.supervision.bodies.model import Officer
from hub.supervision.bodies.refusals import OfficerUnfit
from hub.supervision.bodies.rules import check, permit
from hub.supervision.bodies.wishes import DesignateBody


async def designate_body(
    call: Call, wish: DesignateBody, *, key: str | None = None
) -> Organization:
    """Record the body and the officers that an organization designated (art. 26).

    Raises: DesignationReserved, DesignationInvalid, OrganizationUnknown, OfficerUnfit.
    """
    async with call.act("designate_body", subject=wish.organization, key=key, wish=wish) as act:
        acting = call.caller.organization
        own = None if acting is None else await act.db.get(Organization, acting.id)
        permit(call.caller, wish.organization, own.kind if own else None)
        check(wish)
        if not act.replayed:
            named = wishes.DesignateBody(wish.organization, wish.body.strip())
            organization = await identity.designate_body(act.db, named)
            if not organization.active:
                raise OrganizationUnknown
            await _appoint(act.db, call, organization.id, set(wish.officers))
        found = select(Organization).where(Organization.code == wish.organization)
        return (await act.db.scalars(found)).one()


async def _appoint(
    db: AsyncSession, call: Call, organization_id: int, named: AbstractSet[UUID]
) -> None:
    """Let those named be the officers, and nobody else."""
    if len(await _in_office(db, call, organization_id, named)) < len(named):
        raise OfficerUnfit
    running = select(Officer).filter_by(organization_id=organization_id, until=None)
    officers = {one.account_id: one for one in await db.scalars(running)}
    for account, officer in officers.items():
        if account not in named:
            officer.until = call.moment
    for account in sorted(named - officers.keys()):
        made = Officer(
            id=new_id(),
            organization_id=organization_id,
            account_id=account,
            since=call.moment,
            until=None,
        )
        db.add(made)


async def _in_office(
    db: AsyncSession, call: Call, organization_id: int, named: AbstractSet[UUID]
) -> set[UUID]:
    """Return which of some people hold an office in an organization now."""
    holding = (
        select(Account.id)
        .join(Office, Office.account_id == Account.id)
        .where(
            Account.id.in_(named),
            Account.active,
            Account.client_of.is_(None),
            Office.organization_id == organization_id,
            Office.since <= call.moment,
            or_(Office.until.is_(None), Office.until > call.moment),
        )
    )
    return set(await db.scalars(holding))
