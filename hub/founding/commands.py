"""Found a province, each act on record, and none of them a second time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import msgspec

from hub.audit.call import Call, Doors
from hub.clock import now
from hub.crypto.digests import normalized
from hub.db.driver import driver_of
from hub.founding.queries import known_organization
from hub.founding.refusals import IssuerNotTrusted, OrganizationDiffers
from hub.founding.rules import (
    Known,
    check_holder,
    check_same_account,
    check_same_organization,
    stands,
)
from hub.founding.wishes import Holder, Office, Person, StandsFor
from hub.identity import commands as identity
from hub.identity import wishes as identity_wishes
from hub.identity.callers import Caller
from hub.identity.queries import load_account
from hub.identity.refusals import OrganizationUnknown
from hub.identity.rules import AccountFacts
from hub.identity.terms import RepresentationKind
from hub.identity.wishes import RegisterAccount, RegisterOrganization, SucceedOrganization
from hub.licenses.holders import Named, holder_keys
from hub.licenses.keys import LicenseKeys
from hub.offices.refusals import RoleUnfit
from hub.offices.rules import ROLES, check_person
from hub.policy.codes import RESIDENT_ID, birth_date

_EVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Founder:
    """Whoever sets the hub up, before anybody has an account."""

    doors: Doors
    keys: LicenseKeys
    issuers: frozenset[str]
    """The names of those whose tokens are trusted."""

    def call(self) -> Call:
        """Return the call of one act."""
        return Call(self.doors, Caller(name="founder"))

    async def holder(self, named: Named) -> UUID:
        """Return the key that stands for a holder, giving one to who is new."""
        async with self.doors.writer.begin() as db:
            return (await holder_keys(await driver_of(db), self.keys.holders, [named]))[named]


async def found_organization(founder: Founder, wish: RegisterOrganization) -> bool:
    """Register an organization (art. 5), and tell whether it was not there yet.

    Raises: OrganizationDiffers, and what registering raises.
    """
    call = founder.call()
    known = await known_organization(call, wish.code)
    if known is not None:
        check_same_organization(wish, known)
        return False
    async with call.act("register_organization", subject=wish.code, races=identity.RACES) as act:
        await identity.register_organization(act.db, wish)
    return True


async def found_succession(founder: Founder, wish: SucceedOrganization) -> bool:
    """Let an organization succeed to another (art. 12), and tell whether it did not yet.

    Raises: OrganizationDiffers, OrganizationUnknown, SuccessionImpossible.
    """
    call = founder.call()
    known = await known_organization(call, wish.predecessor)
    if known is not None and known.successor is not None:
        if known.successor != wish.successor:
            raise OrganizationDiffers(fields="successor")
        return False
    async with call.act("succeed_organization", subject=wish.predecessor) as act:
        await identity.succeed_organization(act.db, wish)
    return True


async def found_account(founder: Founder, person: Person) -> tuple[AccountFacts, bool]:
    """Register who signs in (实名), bound to the own holder; return the account, and what is new.

    Raises: IssuerNotTrusted, HolderCodeWrong, AccountInactive, AccountDiffers, and what
        registering raises.
    """
    if person.issuer not in founder.issuers:
        raise IssuerNotTrusted
    wish = RegisterAccount(
        issuer=person.issuer,
        subject=person.subject,
        name=person.name,
        holder_key=await _holder(founder, person.holder) if person.holder else None,
        client_of=person.client_of,
    )
    client_of = await _organization(founder, person.client_of) if person.client_of else None
    known = await _account(founder, person)
    if known is not None:
        bound = await _bound(founder, known, wish)
        check_same_account(wish, bound, client_of.id if client_of else None)
        return bound, bound is not known
    async with founder.call().act("register_account", races=identity.RACES) as act:
        account = await identity.register_account(act.db, wish)
        act.subject = str(account.id)
    made = AccountFacts(
        id=account.id,
        name=account.name,
        holder_key=account.holder_key,
        client_of=account.client_of,
        epoch=0,
        active=True,
    )
    return made, True


async def _bound(founder: Founder, known: AccountFacts, wish: RegisterAccount) -> AccountFacts:
    """Bind an account that an office was given to before anybody told whose it is.

    Raises: AccountInactive, AccountExists, ClientHoldsNothing.
    """
    if not known.active or known.holder_key is not None or wish.holder_key is None:
        return known
    told = identity_wishes.BindHolder(name=wish.name, holder_key=wish.holder_key)
    call = founder.call()
    async with call.act("bind_holder", subject=str(known.id), races=identity.RACES) as act:
        await identity.bind_holder(act.db, known.id, told)
    return msgspec.structs.replace(known, name=told.name, holder_key=told.holder_key)


async def found_office(founder: Founder, account: AccountFacts, office: Office) -> bool:
    """Let an account hold an office (任职, art. 26), and tell whether it did not yet.

    Raises: OrganizationUnknown, RoleUnfit, PersonNeeded, OfficesNotSeparated, EndedSince.
    """
    organization = await _organization(founder, office.organization)
    same = (organization.id, office.role)
    held = (one for one in account.offices if (one.organization_id, one.role) == same)
    if stands(held, now()):
        return False
    if office.role not in ROLES[organization.kind]:
        raise RoleUnfit
    check_person(office.role, client=account.client_of is not None)
    wish = identity_wishes.HoldOffice(
        account=account.id, organization=office.organization, role=office.role
    )
    call = founder.call()
    async with call.act("hold_office", subject=wish.organization, races=identity.RACES) as act:
        act.subject = str((await identity.hold_office(act.db, wish)).id)
    return True


async def found_representation(
    founder: Founder, account: AccountFacts, stands_for: StandsFor
) -> UUID | None:
    """Let an account stand for a holder, and return the representation; none if it did already.

    Raises: HolderCodeWrong, BirthDateMissing, GuardianshipOver, EndedSince.
    """
    holder_key = await _holder(founder, stands_for)
    same = (holder_key, stands_for.kind)
    held = (one for one in account.representations if (one.holder_key, one.kind) == same)
    if stands(held, now()):
        return None
    guardian = stands_for.kind is RepresentationKind.GUARDIAN
    natural = stands_for.code_type == RESIDENT_ID
    wish = identity_wishes.AppointRepresentative(
        account=account.id,
        holder_key=holder_key,
        kind=stands_for.kind,
        born=birth_date(normalized(stands_for.code)) if guardian and natural else None,
    )
    async with founder.call().act("appoint_representative", subject=str(account.id)) as act:
        return (await identity.appoint_representative(act.db, wish)).id


async def _holder(founder: Founder, holder: Holder) -> UUID:
    check_holder(holder)
    return await founder.holder((holder.code_type, holder.code))


async def _organization(founder: Founder, code: str) -> Known:
    known = await known_organization(founder.call(), code)
    if known is None:
        raise OrganizationUnknown
    return known


async def _account(founder: Founder, person: Person) -> AccountFacts | None:
    """Return the account with all rights that it ever had."""
    async with founder.call().read() as connection:
        return await load_account(connection, person.issuer, person.subject, _EVER)
