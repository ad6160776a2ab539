"""A world of one license, three people and a company, in which anybody may try anything.

Each act asks the hub's own rules, in the order in which the commands ask them, and either makes
another world or is refused. What the tables do by statement (the cascade) is a plain walk here.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace

from hub.authorizations.delegations import rules
from hub.authorizations.delegations.facts import Delegate, DelegationFacts, Offer, Party
from hub.authorizations.delegations.refusals import DelegationNotFound
from hub.authorizations.grants import rules as granting
from hub.authorizations.rules import check_period
from hub.authorizations.terms import AuthorizationState

START, HOUR = datetime(2026, 5, 20, tzinfo=UTC), timedelta(hours=1)
HORIZON = 4
MOMENTS = tuple(START + HOUR * place for place in range(HORIZON))

A, B, C, K = (UUID(int=number) for number in (0xA, 0xB, 0xC, 0xFF))
"""Three people, each account and holder in one, and a company."""
PEOPLE = (A, B, C)
LICENSE = UUID(int=1)
F, G = "f", "g"
M, N = "m", "n"
NEEDED = {M: frozenset({F, G}), N: frozenset({F})}
"""What each of the two matters needs."""

Cell = tuple[str, str, int]
"""A field in a matter at a moment."""
Access = tuple[UUID, str, str, int]
"""Who may see a field in a matter at a moment; a grant is for any."""


class Setting(NamedTuple):
    """Who holds the license, and who represents the company."""

    holder: UUID
    agents: frozenset[UUID]

    def party(self, person: UUID) -> Party:
        """Return a person as the rules know one."""
        companies = frozenset({K}) if person in self.agents else frozenset()
        return Party(person, companies | {person}, companies)


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """A grant, its grantee, and the version of the license that it names."""

    to: UUID
    sequence: int
    fields: frozenset[str]
    valid_from: datetime
    valid_until: datetime
    max_uses: int | None
    used: int = 0
    withdrawn_at: datetime | None = None


class World(NamedTuple):
    """Where everything stands after some acts."""

    time: int = 0
    sequence: int = 1
    last_stop: int = 0
    delegations: tuple[DelegationFacts, ...] = ()
    grants: tuple[Grant, ...] = ()

    @property
    def moment(self) -> datetime:
        """Return the present moment."""
        return MOMENTS[self.time]

    def chain(self, delegation: DelegationFacts) -> Iterator[DelegationFacts]:
        """Walk a delegation and what it is built on, the nearest first."""
        yield delegation
        while delegation.parent_id is not None:
            delegation = self.delegations[delegation.parent_id.int]
            yield delegation

    def accesses(self, setting: Setting) -> frozenset[Access]:
        """Return all that anybody may see from now on, as things stand."""
        found = [
            (person, *cell)
            for it in self.delegations
            for cell in cells(it, self.time, self.last_stop)
            for person in PEOPLE
            if rules.is_delegate(it, setting.party(person))
        ]
        return frozenset(found).union(*map(self._granted, self.grants))

    def _granted(self, grant: Grant) -> Iterator[Access]:
        for time in range(self.time, HORIZON):
            state = granting.state_of(grant, MOMENTS[time])
            if state is AuthorizationState.RUNNING and grant.sequence >= self.last_stop:
                yield from ((grant.to, key, "", time) for key in grant.fields)


@lru_cache(maxsize=200_000)
def cells(delegation: DelegationFacts, time: int, last_stop: int) -> frozenset[Cell]:
    """Return what a delegation carries from a time on."""
    return frozenset(
        (key, delegation.matter, then)
        for then in range(time, HORIZON)
        if rules.runs(delegation, MOMENTS[then], last_stop)
        for key in delegation.fields
    )


class Terms(NamedTuple):
    """What somebody would delegate."""

    fields: frozenset[str]
    matter: str
    since: int
    until: int


class Wish(NamedTuple):
    """What somebody would delegate to whom: as a holder, or passing on what was delegated."""

    giver: UUID
    parent: DelegationFacts | None
    terms: Terms
    to: UUID


def delegated(setting: Setting, world: World, wish: Wish) -> World:
    """Let somebody delegate, as `delegate_use` does."""
    giver, parent, terms, to = wish
    party, until = setting.party(giver), START + HOUR * terms.until
    starts = check_period(world.moment, START + HOUR * terms.since, until, rules.LONGEST)
    offer = Offer(LICENSE, terms.fields, terms.matter, starts, until)
    if parent is not None:
        rules.check_passed_on(parent, offer, party, world.moment, world.last_stop)
    elif setting.holder not in party.keys:
        raise DelegationNotFound
    rules.check_needed(offer.fields, NEEDED[offer.matter])
    company = rules.giving_company(setting.holder, parent, party)
    delegate = Delegate(None, K) if to == K else Delegate(to, to)
    rules.check_delegate(delegate, setting.holder, party, company)
    made = DelegationFacts(
        holder_key=setting.holder,
        id=UUID(int=len(world.delegations)),
        parent_id=None if parent is None else parent.id,
        depth=0 if parent is None else parent.depth + 1,
        given_by=giver,
        owner_key=setting.holder,
        license_id=LICENSE,
        sequence=world.sequence,
        ordinal=1,
        fields=offer.fields,
        matter=offer.matter,
        delegate_account=delegate.account,
        delegate_holder=delegate.company,
        valid_from=offer.valid_from,
        valid_until=offer.valid_until,
        cause="",
        given_at=world.moment,
        company=company,
        approved_at=world.moment if company is None else None,
        ended_at=None,
    )
    return world._replace(delegations=(*world.delegations, made))


def approved(setting: Setting, world: World, by: UUID, it: DelegationFacts) -> World:
    """Let somebody approve, as `approve_delegation` does."""
    chain, count = list(world.chain(it)), len(setting.agents)
    rules.check_approval(chain, setting.party(by), count, world.moment, world.last_stop)
    return _changed(world, it, approved_at=it.approved_at or world.moment)


def ended(setting: Setting, world: World, by: UUID, it: DelegationFacts) -> World:
    """Let somebody end a delegation and all that is built on it, as `end_delegation` does."""
    if not rules.may_end(world.chain(it), setting.party(by)):
        raise DelegationNotFound
    for other in built_on(world, it):
        if other.ended_at is None:
            world = _changed(world, other, ended_at=world.moment)
    return world


def built_on(world: World, it: DelegationFacts) -> list[DelegationFacts]:
    """Return a delegation and all that is built on it."""
    return [other for other in world.delegations if it in world.chain(other)]


def _changed(world: World, it: DelegationFacts, **said: Any) -> World:  # noqa: ANN401 - of several fields
    changed = tuple(replace(one, **said) if one.id == it.id else one for one in world.delegations)
    return world._replace(delegations=changed)


def granted(world: World, fields: frozenset[str], to: UUID, uses: int | None) -> World:
    """Let the holder give a grant, as `grant_use` does."""
    end = START + HOUR * (HORIZON - 1)
    starts = check_period(world.moment, None, end, granting.LONGEST)
    granting.check_uses(uses)
    made = Grant(
        to=to,
        sequence=world.sequence,
        fields=fields,
        valid_from=starts,
        valid_until=end,
        max_uses=uses,
    )
    return world._replace(grants=(*world.grants, made))


def stopped(world: World) -> World:
    """Suspend the license and resume it: whatever was given before stands still for good."""
    return world._replace(sequence=world.sequence + 2, last_stop=world.sequence + 1)
