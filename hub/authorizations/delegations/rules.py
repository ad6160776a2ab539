"""What may be delegated, who acts under it, who approves and who ends it (委托用证, art. 15(2)).

The rules look at plain data, so that every short history can be tried against them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from hub.authorizations.delegations.facts import Delegate, DelegationFacts, Offer, Party
from hub.authorizations.delegations.refusals import (
    DelegateInvalid,
    DelegationNotFound,
    DelegationNotRunning,
    DelegationTooDeep,
    FieldsNotNeeded,
    MatterNotDelegated,
    NotNarrower,
    OwnProposal,
)
from hub.authorizations.terms import AuthorizationState

LONGEST = timedelta(days=366)
MOST_DEEP = 3
"""How many delegations may be built upon one another, the holder's own being the first."""


def check_needed(fields: Iterable[str], needed: frozenset[str]) -> None:
    """Let fields pass that the matter's materials need: none is silently dropped.

    Raises: FieldsNotNeeded.
    """
    others = sorted(set(fields) - needed)
    if others:
        raise FieldsNotNeeded(keys=", ".join(others))


def check_passed_on(
    parent: DelegationFacts, offer: Offer, party: Party, moment: datetime, last_stop: int
) -> None:
    """Let a delegate pass on what was delegated, or less of it (转委托).

    Raises: DelegationNotFound, DelegationNotRunning, DelegationTooDeep, NotNarrower.
    """
    check_acting(parent, party, moment, last_stop)
    if parent.depth + 1 >= MOST_DEEP:
        raise DelegationTooDeep(most=MOST_DEEP)
    within = {
        "license": offer.license_id == parent.license_id,
        "matter": offer.matter == parent.matter,
        "fields": offer.fields <= parent.fields,
        "window": parent.valid_from <= offer.valid_from and offer.valid_until <= parent.valid_until,
    }
    for part, kept in within.items():
        if not kept:
            raise NotNarrower(part=part)


def check_acting(
    delegation: DelegationFacts,
    party: Party,
    moment: datetime,
    last_stop: int,
    matter: str | None = None,
) -> None:
    """Let a delegate act now, in the delegation's own matter where one is stated.

    Raises: DelegationNotFound, DelegationNotRunning, MatterNotDelegated.
    """
    if not is_delegate(delegation, party):
        raise DelegationNotFound
    if not runs(delegation, moment, last_stop):
        raise DelegationNotRunning
    if matter not in (None, delegation.matter):
        raise MatterNotDelegated(matter=delegation.matter)


def runs(delegation: DelegationFacts, moment: datetime, last_stop: int) -> bool:
    """Tell whether a delegation carries anything at a moment.

    What it is built on need not be looked at: it ends with that, runs within its window, and
    names a version of the license that is no older.
    """
    return (
        delegation.ended_at is None
        and delegation.approved_at is not None
        and delegation.approved_at <= moment
        and delegation.valid_from <= moment < delegation.valid_until
        and delegation.sequence >= last_stop
    )


def is_delegate(delegation: DelegationFacts, party: Party) -> bool:
    """Tell whether somebody is the delegate, or acts for the company that is."""
    if delegation.delegate_holder is not None:
        return delegation.delegate_holder in party.companies
    return party.account is not None and delegation.delegate_account == party.account


def giving_company(holder_key: UUID, parent: DelegationFacts | None, party: Party) -> UUID | None:
    """Return the company that gives, as holder or as delegate, and so must approve within."""
    if parent is not None:
        return parent.delegate_holder
    return holder_key if holder_key in party.companies else None


def check_delegate(
    delegate: Delegate, holder_key: UUID, party: Party, company: UUID | None
) -> None:
    """Let a delegate pass who is neither the holder nor who gives, a company or a person.

    Raises: DelegateInvalid.
    """
    own_person = delegate.account is not None and delegate.account == party.account
    own_company = company is not None and delegate.company == company
    if delegate.holder_key == holder_key or own_person or own_company:
        raise DelegateInvalid


def check_approval(
    chain: Sequence[DelegationFacts],
    party: Party,
    representatives: int,
    moment: datetime,
    last_stop: int,
) -> None:
    """Let a representative approve within the company what another proposed (内部批准).

    The chain is the delegation and what it is built on, which must run by then.

    Raises: DelegationNotFound, OwnProposal, DelegationNotRunning.
    """
    if not chain or chain[0].company is None or chain[0].company not in party.companies:
        raise DelegationNotFound
    delegation, *below = chain
    if delegation.given_by == party.account and representatives > 1:
        raise OwnProposal
    over = delegation.ended_at is not None or delegation.valid_until <= moment
    if over or delegation.sequence < last_stop:
        raise DelegationNotRunning
    if any(not runs(link, moment, last_stop) for link in below):
        raise DelegationNotRunning


def may_end(chain: Iterable[DelegationFacts], party: Party) -> bool:
    """Tell whether somebody may end a delegation: its chain is itself and all it is built on.

    The holder may, whoever is a delegate anywhere in the chain (who renounces, or gave what is
    built on it), and nobody else.
    """
    return any(link.holder_key in party.keys or is_delegate(link, party) for link in chain)


def state_of(delegation: DelegationFacts, moment: datetime) -> AuthorizationState:
    """Return where a delegation stands at a moment."""
    if delegation.ended_at is not None:
        return AuthorizationState.WITHDRAWN
    if delegation.valid_until <= moment:
        return AuthorizationState.EXPIRED
    if delegation.approved_at is None:
        return AuthorizationState.ASKED
    begun = delegation.valid_from <= moment
    return AuthorizationState.RUNNING if begun else AuthorizationState.WAITING
