"""Give, approve and end delegations (委托用证, art. 15(2))."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.delegations.cascade import end_all
from hub.authorizations.delegations.delegates import find_delegate
from hub.authorizations.delegations.facts import Delegate, DelegationFacts, Offer
from hub.authorizations.delegations.model import Delegation
from hub.authorizations.delegations.refusals import DelegationNotFound, MatterUnknown
from hub.authorizations.delegations.rules import (
    LONGEST,
    check_approval,
    check_delegate,
    check_needed,
    check_passed_on,
    giving_company,
    may_end,
)
from hub.authorizations.delegations.standing import (
    acted_upon,
    chain_of,
    facts_of,
    held_chain,
    held_delegation,
    last_stop_of,
    party_of,
    representatives_of,
)
from hub.authorizations.delegations.wishes import ApproveDelegation, DelegateUse, EndDelegation
from hub.authorizations.holding import Held, case_of_held, demand_living, held_by_caller
from hub.authorizations.rules import check_cause, check_fields, check_period, demand_real_person
from hub.authorizations.scenarios.book import ScenarioBook
from hub.catalog.queries import CatalogSnapshot
from hub.db.ids import new_id
from hub.licenses.keys import LicenseKeys


class Known(NamedTuple):
    """What a process holds in memory that a delegation is checked against."""

    catalog: CatalogSnapshot
    scenarios: ScenarioBook
    keys: LicenseKeys


class _Source(NamedTuple):
    """What is delegated from: a license, the delegation passed on, and the company that gives."""

    held: Held
    parent: DelegationFacts | None
    company: UUID | None


async def delegate_use(
    call: Call, known: Known, wish: DelegateUse, *, key: str | None = None
) -> Delegation:
    """Let a person or a company use a license in one matter and window (委托用证, art. 15(2)).

    Raises: AssuranceNeeded, CauseInvalid, AuthorizationPeriodInvalid, LicenseNotHeld, HolderEnded,
        DelegationNotFound, DelegationNotRunning, DelegationTooDeep, NotNarrower, MatterUnknown,
        EntryNotShared, LicenseEnded, FieldsMissing, FieldNotGrantable, FieldsNotNeeded,
        DelegateInvalid.
    """
    subject = str(wish.license.license_id)
    async with call.act("delegate_use", subject=subject, key=key, wish=wish) as act:
        if act.replayed:
            return await _given(act.db, call, UUID(act.subject))
        demand_real_person(call.caller)
        cause = check_cause(wish.cause)
        offer = _offer(call, wish)
        source = await _source(act.db, call, wish, offer)
        _check_fields(call, known, source.held, offer)
        delegate = await find_delegate(act.db, known.keys, wish)
        check_delegate(delegate, source.held.holder_key, party_of(call), source.company)
        delegation = _made(call, source, offer, delegate, cause)
        act.db.add(delegation)
        act.subject = str(delegation.id)
        return delegation


async def approve_delegation(
    call: Call, wish: ApproveDelegation, *, key: str | None = None
) -> Delegation:
    """Approve, for a company, what one of its representatives proposed to delegate (内部批准).

    Raises: AssuranceNeeded, DelegationNotFound, OwnProposal, DelegationNotRunning, HolderEnded.
    """
    at, subject = wish.delegation, str(wish.delegation.delegation_id)
    async with call.act("approve_delegation", subject=subject, key=key, wish=wish) as act:
        demand_real_person(call.caller)
        chain = await held_chain(act.db, at.holder_key, at.delegation_id)
        delegation, company = chain[0], chain[0].company
        count = 0 if company is None else await representatives_of(act.db, call, company)
        last_stop = await last_stop_of(act.db, delegation)
        links = [facts_of(link) for link in chain]
        check_approval(links, party_of(call), count, call.moment, last_stop)
        for living in {at.holder_key, company or at.holder_key}:
            await demand_living(act.db, living)
        if delegation.approved_at is None:
            delegation.approved_by, delegation.approved_at = call.caller.account_id, call.moment
        return delegation


async def end_delegation(call: Call, wish: EndDelegation, *, key: str | None = None) -> Delegation:
    """End a delegation at once, with all that was built on it (终止委托, art. 15(2)).

    Raises: DelegationNotFound.
    """
    at, subject = wish.delegation, str(wish.delegation.delegation_id)
    async with call.act("end_delegation", subject=subject, key=key, wish=wish) as act:
        chain = await chain_of(act.db, at.holder_key, at.delegation_id)
        if not may_end(chain, party_of(call)):
            raise DelegationNotFound
        await end_all(act.db, at.holder_key, [at.delegation_id], call.moment)
        return await held_delegation(act.db, at.holder_key, at.delegation_id)


async def _given(db: AsyncSession, call: Call, delegation_id: UUID) -> Delegation:
    given = select(Delegation).where(
        Delegation.given_by == call.caller.account_id, Delegation.id == delegation_id
    )
    delegation = await db.scalar(given)
    if delegation is None:
        raise DelegationNotFound
    return delegation


def _offer(call: Call, wish: DelegateUse) -> Offer:
    starts = check_period(call.moment, wish.valid_from, wish.valid_until, LONGEST)
    license_id, fields = wish.license.license_id, frozenset(wish.fields)
    return Offer(license_id, fields, wish.matter, starts, wish.valid_until)


async def _source(db: AsyncSession, call: Call, wish: DelegateUse, offer: Offer) -> _Source:
    """Find what the caller delegates from: as a holder, or as a delegate who passes on."""
    party = party_of(call)
    if wish.parent is None:
        held = await held_by_caller(db, call, wish.license)
        return _Source(held, None, giving_company(held.holder_key, None, party))
    delegation, held = await acted_upon(db, call, wish.parent.holder_key, wish.parent.delegation_id)
    parent = facts_of(delegation)
    check_passed_on(parent, offer, party, call.moment, held.license.last_stop)
    return _Source(held, parent, giving_company(held.holder_key, parent, party))


def _check_fields(call: Call, known: Known, held: Held, offer: Offer) -> None:
    matter = known.scenarios.matter(offer.matter)
    if matter is None:
        raise MatterUnknown(matter=offer.matter)
    case = case_of_held(call, known.catalog, held.license)
    check_needed(check_fields(case, offer.fields), matter.needed(case.entry.code))


def _made(call: Call, source: _Source, offer: Offer, delegate: Delegate, cause: str) -> Delegation:
    license_, parent = source.held.license, source.parent
    return Delegation(
        holder_key=source.held.holder_key,
        id=new_id(),
        parent_id=None if parent is None else parent.id,
        depth=0 if parent is None else parent.depth + 1,
        given_by=call.caller.account_id,
        owner_key=license_.holder_key,
        license_id=license_.id,
        sequence=license_.sequence,
        ordinal=source.held.ordinal,
        fields=sorted(offer.fields),
        matter=offer.matter,
        delegate_account=delegate.account,
        delegate_holder=delegate.company,
        valid_from=offer.valid_from,
        valid_until=offer.valid_until,
        cause=cause,
        given_at=call.moment,
        company=source.company,
        approved_at=call.moment if source.company is None else None,
    )
