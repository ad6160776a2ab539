"""Change who may call: organizations, accounts, offices, representation, revoked tokens."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete, false, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hub.clock import now
from hub.db.base import Base
from hub.db.ids import new_id
from hub.errors import Refusal
from hub.identity import refusals
from hub.identity.model import Account, Office, Organization, Representation, RevokedToken
from hub.identity.rules import fourteenth_birthday, separated
from hub.identity.terms import SEPARATED, RepresentationKind
from hub.identity.wishes import (
    AppointRepresentative,
    BindHolder,
    DesignateBody,
    EndRepresentation,
    HoldOffice,
    LeaveOffice,
    RegisterAccount,
    RegisterOrganization,
    RevokeToken,
    SucceedOrganization,
)
from hub.policy.codes import credit_code_valid, region_valid

RACES: dict[str, type[Refusal]] = {
    "uq_organization_code": refusals.OrganizationExists,
    "uq_account_issuer_subject": refusals.AccountExists,
    "uq_account_holder_key": refusals.AccountExists,
    "uq_office_held": refusals.OfficeHeld,
}
"""What a violated constraint means, should two of these commands race."""

Ended = TypeVar("Ended", Office, Representation)
Row = TypeVar("Row", bound=Base)


async def register_organization(db: AsyncSession, wish: RegisterOrganization) -> Organization:
    """Register an organization (art. 5).

    Raises: CreditCodeInvalid, RegionInvalid, OrganizationExists, OrganizationUnknown.
    """
    if not credit_code_valid(wish.code):
        raise refusals.CreditCodeInvalid
    if not region_valid(wish.region):
        raise refusals.RegionInvalid
    if await _organization(db, wish.code) is not None:
        raise refusals.OrganizationExists
    parent = await _known_organization(db, wish.parent) if wish.parent else None
    return await _added(
        db,
        Organization(
            code=wish.code,
            name_zh=wish.name_zh,
            name_en=wish.name_en,
            kind=wish.kind,
            parent_id=parent.id if parent else None,
            region=wish.region,
            region_as_of=wish.region_as_of,
            level=wish.level,
            sector=wish.sector,
            designated_body=wish.designated_body,
        ),
    )


async def succeed_organization(db: AsyncSession, wish: SucceedOrganization) -> Organization:
    """Let an organization succeed to another (签发单位变更, art. 12), which acts no more.

    Raises: OrganizationUnknown, SuccessionImpossible.
    """
    predecessor = await _known_organization(db, wish.predecessor, locked=True)
    successor = await _known_organization(db, wish.successor, locked=True)
    if predecessor.successor_id is not None or predecessor.id == successor.id:
        raise refusals.SuccessionImpossible
    if not successor.active or successor.successor_id is not None:
        raise refusals.SuccessionImpossible
    predecessor.successor_id = successor.id
    predecessor.active = False
    await db.flush()
    return predecessor


async def designate_body(db: AsyncSession, wish: DesignateBody) -> Organization:
    """Record who in an organization answers for electronic licenses (明确专门机构, art. 26).

    Raises: OrganizationUnknown.
    """
    organization = await _known_organization(db, wish.organization, locked=True)
    organization.designated_body = wish.body
    await db.flush()
    return organization


async def register_account(db: AsyncSession, wish: RegisterAccount) -> Account:
    """Register who signs in (实名), bound to the holder whose licenses are the own.

    Raises: AccountExists, ClientHoldsNothing, OrganizationUnknown.
    """
    if wish.client_of is not None and wish.holder_key is not None:
        raise refusals.ClientHoldsNothing
    same = (Account.issuer == wish.issuer) & (Account.subject == wish.subject)
    own = false() if wish.holder_key is None else Account.holder_key == wish.holder_key
    if await db.scalar(select(Account.id).where(or_(same, own))) is not None:
        raise refusals.AccountExists
    client_of = await _known_organization(db, wish.client_of) if wish.client_of else None
    return await _added(
        db,
        Account(
            id=new_id(),
            issuer=wish.issuer,
            subject=wish.subject,
            name=wish.name,
            holder_key=wish.holder_key,
            client_of=client_of.id if client_of else None,
        ),
    )


async def bind_holder(db: AsyncSession, account_id: UUID, wish: BindHolder) -> Account:
    """Bind an account that was made for an office to the own holder, by the real name (实名).

    Raises: AccountUnknown, AccountExists, ClientHoldsNothing.
    """
    account = await _known_account(db, account_id)
    if account.client_of is not None:
        raise refusals.ClientHoldsNothing
    taken = await db.scalar(select(Account.id).where(Account.holder_key == wish.holder_key))
    if account.holder_key is not None or taken is not None:
        raise refusals.AccountExists
    account.name, account.holder_key = wish.name, wish.holder_key
    await db.flush()
    return account


async def close_account(db: AsyncSession, account_id: UUID) -> Account:
    """Close an account; its tokens are refused from then on.

    Raises: AccountUnknown.
    """
    account = await _known_account(db, account_id)
    account.active = False
    await db.flush()
    return account


async def hold_office(db: AsyncSession, wish: HoldOffice) -> Office:
    """Let an account hold an office of an organization (art. 26).

    Raises: AccountUnknown, OrganizationUnknown, OfficeHeld, OfficesNotSeparated, PeriodInvalid.
    """
    since = wish.since or now()
    _check_period(since, wish.until)
    account = await _known_account(db, wish.account)
    organization = await _known_organization(db, wish.organization)
    if not organization.active or account.client_of not in (None, organization.id):
        raise refusals.OrganizationUnknown
    await _check_other_offices(db, account, organization, wish)
    return await _added(
        db,
        Office(
            id=new_id(),
            account_id=account.id,
            organization_id=organization.id,
            role=wish.role,
            since=since,
            until=wish.until,
        ),
    )


async def leave_office(db: AsyncSession, wish: LeaveOffice) -> Office:
    """End an office now; what it entitled to ends with it.

    Raises: OfficeUnknown.
    """
    office = await db.get(Office, wish.office, with_for_update=True)
    if office is None:
        raise refusals.OfficeUnknown
    return await _ended(db, office)


async def appoint_representative(db: AsyncSession, wish: AppointRepresentative) -> Representation:
    """Let an account stand for a holder: agent, or guardian of a child under fourteen (监护人).

    Raises: AccountUnknown, BirthDateMissing, GuardianshipOver, PeriodInvalid.
    """
    since = wish.since or now()
    until = _guardianship_end(wish, since) if _by_guardian(wish) else wish.until
    _check_period(since, until)
    account = await _known_account(db, wish.account)
    return await _added(
        db,
        Representation(
            id=new_id(),
            account_id=account.id,
            holder_key=wish.holder_key,
            kind=wish.kind,
            since=since,
            until=until,
        ),
    )


async def end_representation(db: AsyncSession, wish: EndRepresentation) -> Representation:
    """End a representation now.

    Raises: RepresentationUnknown.
    """
    representation = await db.get(Representation, wish.representation, with_for_update=True)
    if representation is None:
        raise refusals.RepresentationUnknown
    return await _ended(db, representation)


async def revoke_token(db: AsyncSession, wish: RevokeToken) -> None:
    """Refuse a token from now on; doing it twice is doing it once."""
    row = {"token_hash": wish.token_hash, "expires_at": wish.expires_at}
    await db.execute(insert(RevokedToken).values(row).on_conflict_do_nothing())


async def drop_expired_revocations(db: AsyncSession) -> None:
    """Forget revoked tokens whose own time has long been over."""
    await db.execute(delete(RevokedToken).where(RevokedToken.expires_at < now()))


async def _added(db: AsyncSession, row: Row) -> Row:
    db.add(row)
    await db.flush()
    return row


async def _ended(db: AsyncSession, row: Ended) -> Ended:
    """End what runs; what has not begun never was, and what has ended stays as it ended."""
    moment = now()
    if row.since >= moment:
        await db.delete(row)
    elif row.until is None or row.until > moment:
        row.until = moment
    await db.flush()
    return row


async def _organization(
    db: AsyncSession, code: str, *, locked: bool = False
) -> Organization | None:
    found = select(Organization).where(Organization.code == code)
    return await db.scalar(found.with_for_update() if locked else found)


async def _known_organization(db: AsyncSession, code: str, *, locked: bool = False) -> Organization:
    organization = await _organization(db, code, locked=locked)
    if organization is None:
        raise refusals.OrganizationUnknown
    return organization


async def _known_account(db: AsyncSession, account_id: UUID) -> Account:
    """Return an account, locked, so that two of its offices are not weighed at once."""
    account = await db.get(Account, account_id, with_for_update=True)
    if account is None:
        raise refusals.AccountUnknown
    return account


async def _check_other_offices(
    db: AsyncSession, account: Account, organization: Organization, wish: HoldOffice
) -> None:
    """Refuse an office held already, and one that must lie in other hands (三员分立)."""
    running = or_(Office.until.is_(None), Office.until > (wish.since or now()))
    offices = (
        await db.scalars(select(Office).where(Office.account_id == account.id, running))
    ).all()
    if (organization.id, wish.role) in {
        (office.organization_id, office.role) for office in offices
    }:
        raise refusals.OfficeHeld
    if wish.role in SEPARATED and not separated({wish.role, *(office.role for office in offices)}):
        raise refusals.OfficesNotSeparated


def _check_period(since: datetime, until: datetime | None) -> None:
    if until is not None and until <= since:
        raise refusals.PeriodInvalid


def _by_guardian(wish: AppointRepresentative) -> bool:
    return wish.kind is RepresentationKind.GUARDIAN


def _guardianship_end(wish: AppointRepresentative, since: datetime) -> datetime:
    """Return the child's fourteenth birthday, or an earlier end that was asked for."""
    if wish.born is None:
        raise refusals.BirthDateMissing
    birthday = fourteenth_birthday(wish.born)
    if birthday <= since:
        raise refusals.GuardianshipOver
    return min(birthday, wish.until or birthday)
