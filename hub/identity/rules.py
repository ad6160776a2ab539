"""Decide who a verified token stands for; pure."""

from calendar import isleap
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

import msgspec

from hub.clock import SHANGHAI
from hub.errors import Kind, Refusal
from hub.identity.callers import ActingFor, Caller, Represented
from hub.identity.directory import Directory
from hub.identity.terms import SEPARATED, RepresentationKind, Role
from hub.identity.tokens import VerifiedToken

AGE_OF_OWN_SAY = 14
"""Below it a guardian decides (Personal Information Protection Law, art. 31)."""


class OfficeNotHeld(Refusal):
    """The token names an organization in which the caller holds no office."""

    kind = Kind.FORBIDDEN
    zh = "您在令牌所称的机构中没有任职"
    en = "You hold no office in the organization that the token names"


class AccountInactive(Refusal):
    """The account was closed."""

    kind = Kind.FORBIDDEN
    zh = "该账户已停用"
    en = "This account is no longer active"


class Tenure(msgspec.Struct, frozen=True, kw_only=True):
    """A right that begins at a moment and may end at one."""

    since: datetime
    until: datetime | None

    def runs(self, moment: datetime) -> bool:
        """Tell whether the right stands at a moment; its end is not included."""
        return self.since <= moment and (self.until is None or moment < self.until)


class OfficeFacts(Tenure, frozen=True, kw_only=True):
    """An office of an account."""

    organization_id: int
    role: Role


class RepresentationFacts(Tenure, frozen=True, kw_only=True):
    """A representation by an account."""

    holder_key: UUID
    kind: RepresentationKind


class AccountFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An account with all that its rights come from."""

    id: UUID
    name: str
    holder_key: UUID | None
    client_of: int | None
    epoch: int
    active: bool
    offices: tuple[OfficeFacts, ...] = ()
    representations: tuple[RepresentationFacts, ...] = ()


def caller_of(
    token: VerifiedToken, account: AccountFacts | None, directory: Directory, moment: datetime
) -> Caller:
    """Tell who a token stands for at a moment; without an account, a person with no rights yet.

    Raises: AccountInactive, OfficeNotHeld.
    """
    if account is not None and not account.active:
        raise AccountInactive
    organization = _acting_for(token, account, directory, moment)
    stranger = Caller(
        assurance=token.assurance, token_hash=token.token_hash, reference_epoch=directory.epoch
    )
    if account is None:
        return stranger
    return msgspec.structs.replace(
        stranger,
        account_id=account.id,
        name=account.name,
        organization=organization,
        roles=_roles(account, organization, moment),
        client=account.client_of is not None,
        holder_key=account.holder_key,
        represents=tuple(_represents(account, moment)),
        issuer_organizations=_line(organization, directory),
        epoch=account.epoch,
    )


def next_turn(account: AccountFacts, moment: datetime) -> datetime | None:
    """Return the next moment at which a right of the account begins or ends by itself."""
    tenures = (*account.offices, *account.representations)
    turns = [turn for tenure in tenures for turn in (tenure.since, tenure.until)]
    return min((turn for turn in turns if turn is not None and turn > moment), default=None)


def fourteenth_birthday(born: date) -> datetime:
    """Return when a guardianship ends: the child's fourteenth birthday at 00:00 in China."""
    year = born.year + AGE_OF_OWN_SAY
    if (born.month, born.day) == (2, 29) and not isleap(year):
        born += timedelta(days=1)
    return datetime.combine(born.replace(year=year), time(), SHANGHAI)


def separated(roles: Iterable[Role]) -> bool:
    """Tell whether no two of the roles must lie in different hands (三员分立)."""
    return len(SEPARATED.intersection(roles)) <= 1


def _acting_for(
    token: VerifiedToken, account: AccountFacts | None, directory: Directory, moment: datetime
) -> ActingFor | None:
    """Return the organization that the token names, or that the client belongs to."""
    client_of = account.client_of if account else None
    if token.organization is None and client_of is None:
        return None
    named = (
        directory.by_id.get(client_of or 0)
        if token.organization is None
        else directory.by_code.get(token.organization)
    )
    if named is None or not named.active or account is None:
        raise OfficeNotHeld
    if client_of != named.id and not (client_of is None and _holds(account, named.id, moment)):
        raise OfficeNotHeld
    return ActingFor(named.id, named.code)


def _holds(account: AccountFacts, organization_id: int, moment: datetime) -> bool:
    return any(
        office.organization_id == organization_id and office.runs(moment)
        for office in account.offices
    )


def _roles(
    account: AccountFacts, organization: ActingFor | None, moment: datetime
) -> frozenset[Role]:
    return frozenset(
        office.role
        for office in account.offices
        if organization is not None
        and office.organization_id == organization.id
        and office.runs(moment)
    )


def _represents(account: AccountFacts, moment: datetime) -> Iterable[Represented]:
    for facts in account.representations:
        if not facts.runs(moment):
            continue
        guardian = facts.kind is RepresentationKind.GUARDIAN
        until = facts.until.astimezone(SHANGHAI).date() if guardian and facts.until else None
        yield Represented(facts.holder_key, facts.kind, until)


def _line(organization: ActingFor | None, directory: Directory) -> tuple[int, ...]:
    if organization is None:
        return ()
    return (organization.id, *directory.predecessors(organization.id))
