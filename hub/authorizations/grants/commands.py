"""Give and withdraw grants (授权用证, art. 15(2))."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.grants.model import UseGrant
from hub.authorizations.grants.refusals import GranteeInvalid, GrantNotFound
from hub.authorizations.grants.rules import LONGEST, check_uses
from hub.authorizations.grants.wishes import GrantUse, WithdrawGrant
from hub.authorizations.holding import case_of_held, held_by_caller
from hub.authorizations.rules import (
    check_cause,
    check_fields,
    check_period,
    demand_real_person,
)
from hub.catalog.queries import CatalogSnapshot
from hub.db.ids import new_id
from hub.identity.model import Account, Organization
from hub.notices.telling import Telling, tell
from hub.notices.terms import NoticeKind


async def grant_use(
    call: Call, catalog: CatalogSnapshot, wish: GrantUse, *, key: str | None = None
) -> UseGrant:
    """Let an organization or a person use fields of an own license (授权用证, art. 15(2)).

    Raises: AssuranceNeeded, LicenseNotHeld, LicenseEnded, EntryNotShared, GranteeInvalid,
        FieldNotGrantable, FieldsMissing, AuthorizationPeriodInvalid, UsesInvalid, CauseInvalid,
        HolderEnded.
    """
    subject = str(wish.license.license_id)
    async with call.act("grant_use", subject=subject, key=key, wish=wish) as act:
        if act.replayed:
            return await _given(act.db, call, UUID(act.subject))
        demand_real_person(call.caller)
        cause = check_cause(wish.cause)
        starts = check_period(call.moment, wish.valid_from, wish.valid_until, LONGEST)
        check_uses(wish.max_uses)
        held = await held_by_caller(act.db, call, wish.license)
        case = case_of_held(call, catalog, held.license)
        grant = UseGrant(
            holder_key=held.holder_key,
            id=new_id(),
            given_by=call.caller.account_id,
            owner_key=held.license.holder_key,
            license_id=held.license.id,
            sequence=held.license.sequence,
            ordinal=held.ordinal,
            fields=check_fields(case, wish.fields, privacy_yields=True),
            grant_right=wish.right,
            **await _grantee(act.db, call, wish),
            valid_from=starts,
            valid_until=wish.valid_until,
            max_uses=wish.max_uses,
            used=0,
            cause=cause,
            given_at=call.moment,
            withdrawn_at=None,
        )
        act.db.add(grant)
        await tell(
            act.db, _telling(call, grant, NoticeKind.AUTHORIZATION_GIVEN, held.license.entry_id)
        )
        act.subject = str(grant.id)
        return grant


async def withdraw_grant(call: Call, wish: WithdrawGrant, *, key: str | None = None) -> UseGrant:
    """End a grant at once, for every request from now on (撤回授权, art. 15(2)).

    Raises: GrantNotFound.
    """
    subject = str(wish.grant_id)
    async with call.act("withdraw_grant", subject=subject, key=key, wish=wish) as act:
        if wish.holder_key not in call.own_keys:
            raise GrantNotFound
        found = select(UseGrant).where(
            UseGrant.holder_key == wish.holder_key, UseGrant.id == wish.grant_id
        )
        grant = await act.db.scalar(found.with_for_update())
        if grant is None:
            raise GrantNotFound
        grant.withdrawn_at = grant.withdrawn_at or call.moment
        await tell(act.db, _telling(call, grant, NoticeKind.AUTHORIZATION_ENDED))
        return grant


def _telling(call: Call, grant: UseGrant, kind: NoticeKind, entry_id: int | None = None) -> Telling:
    """Tell the holder, whoever acted: the holder, an agent or a guardian."""
    return Telling(
        holder_key=grant.holder_key,
        kind=kind,
        about=str(grant.id),
        at=call.moment,
        organization_id=grant.grantee_organization,
        entry_id=entry_id,
        license_id=grant.license_id,
    )


async def _given(db: AsyncSession, call: Call, grant_id: UUID) -> UseGrant:
    given = select(UseGrant).where(UseGrant.holder_key.in_(call.own_keys), UseGrant.id == grant_id)
    grant = await db.scalar(given)
    if grant is None:
        raise GrantNotFound
    return grant


async def _grantee(db: AsyncSession, call: Call, wish: GrantUse) -> dict[str, int | UUID | None]:
    if (wish.organization is None) == (wish.person is None):
        raise GranteeInvalid
    if wish.organization is not None:
        named = select(Organization.id).where(
            Organization.code == wish.organization, Organization.active
        )
        organization = await db.scalar(named)
        if organization is None:
            raise GranteeInvalid
        return {"grantee_organization": organization, "grantee_account": None}
    person = await db.get(Account, wish.person)
    if person is None or not person.active or person.id == call.caller.account_id:
        raise GranteeInvalid
    return {"grantee_organization": None, "grantee_account": person.id}
