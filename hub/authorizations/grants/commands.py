"""Give and withdraw grants (授权用证, art. 15(2))."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.grants.model import UseGrant
from hub.authorizations.grants.refusals import (
    AssuranceNeeded,
    CauseInvalid,
    EntryNotShared,
    GranteeInvalid,
    GrantNotFound,
    LicenseEnded,
    LicenseNotHeld,
)
from hub.authorizations.grants.rules import ASSURANCE, check_fields, check_terms
from hub.authorizations.grants.wishes import GrantUse, LicenseKey, WithdrawGrant
from hub.catalog.queries import CatalogSnapshot
from hub.db.ids import new_id
from hub.identity.callers import Caller
from hub.identity.model import Account, Organization
from hub.licenses.model import License
from hub.notices.telling import Telling, tell
from hub.notices.terms import NoticeKind
from hub.policy.case import Case
from hub.policy.facts import Asker, LicenseFacts
from hub.policy.purpose import LONGEST_CAUSE
from hub.policy.terms import SharingState


async def grant_use(
    call: Call, catalog: CatalogSnapshot, wish: GrantUse, *, key: str | None = None
) -> UseGrant:
    """Let an organization or a person use fields of an own license (授权用证, art. 15(2)).

    Raises: AssuranceNeeded, LicenseNotHeld, LicenseEnded, EntryNotShared, GranteeInvalid,
        FieldNotGrantable, FieldsMissing, GrantPeriodInvalid, UsesInvalid, CauseInvalid.
    """
    subject = str(wish.license.license_id)
    async with call.act("grant_use", subject=subject, key=key, wish=wish) as act:
        if act.replayed:
            return await _given(act.db, call, UUID(act.subject))
        _demand_real_person(call.caller)
        if not 1 <= len(wish.cause.strip()) <= LONGEST_CAUSE:
            raise CauseInvalid(most=LONGEST_CAUSE)
        check_terms(wish, call.moment)
        held, ordinal = await _held(act.db, call, wish.license)
        _check_license(call, catalog, held, wish)
        grant = UseGrant(
            holder_key=held.holders[ordinal - 1],
            id=new_id(),
            given_by=call.caller.account_id,
            owner_key=held.holder_key,
            license_id=held.id,
            sequence=held.sequence,
            ordinal=ordinal,
            fields=sorted(set(wish.fields)),
            grant_right=wish.right,
            **await _grantee(act.db, call, wish),
            valid_from=wish.valid_from or call.moment,
            valid_until=wish.valid_until,
            max_uses=wish.max_uses,
            used=0,
            cause=wish.cause.strip(),
            given_at=call.moment,
            withdrawn_at=None,
        )
        act.db.add(grant)
        await tell(act.db, _telling(call, grant, NoticeKind.AUTHORIZATION_GIVEN, held.entry_id))
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


def _demand_real_person(caller: Caller) -> None:
    if caller.assurance < ASSURANCE or caller.account_id is None:
        raise AssuranceNeeded(needed=ASSURANCE)


async def _given(db: AsyncSession, call: Call, grant_id: UUID) -> UseGrant:
    given = select(UseGrant).where(UseGrant.holder_key.in_(call.own_keys), UseGrant.id == grant_id)
    grant = await db.scalar(given)
    if grant is None:
        raise GrantNotFound
    return grant


async def _held(db: AsyncSession, call: Call, key: LicenseKey) -> tuple[License, int]:
    """Return a license with the place, among its holders, of the one the caller stands for."""
    held = await db.get(License, (key.holder_key, key.license_id))
    ordinal = 0 if held is None else _place(held.holders, call.own_keys)
    if held is None or not ordinal:
        raise LicenseNotHeld
    return held, ordinal


def _place(holders: Sequence[UUID], own: Sequence[UUID]) -> int:
    return next((place for place, holder in enumerate(holders, 1) if holder in own), 0)


def _check_license(call: Call, catalog: CatalogSnapshot, held: License, wish: GrantUse) -> None:
    shelf = catalog.by_id[held.entry_id]
    if shelf.sharing is not SharingState.OPEN:
        raise EntryNotShared
    facts = LicenseFacts(status=held.status, valid_until=held.valid_until, ended_on=held.ended_on)
    if facts.end(call.today) is not None:
        raise LicenseEnded
    asker = Asker(call.caller.assurance, call.moment, call.today)
    check_fields(Case(shelf.policy, shelf.sharing, catalog.law, facts, asker), wish)


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
