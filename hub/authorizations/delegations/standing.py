"""Find the delegation that somebody acts upon, and hold it for the length of an act."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Row, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.delegations.facts import DelegationFacts, Party
from hub.authorizations.delegations.model import Delegation
from hub.authorizations.delegations.refusals import DelegationNotFound
from hub.authorizations.delegations.rules import check_acting
from hub.authorizations.holding import Held, demand_living, hold_holder
from hub.authorizations.refusals import LicenseNotHeld
from hub.identity.model import Representation
from hub.identity.terms import RepresentationKind
from hub.licenses.model import License

_CHAIN = text("""
WITH RECURSIVE chain AS (
    SELECT * FROM delegation WHERE holder_key = :holder_key AND id = :id
    UNION ALL
    SELECT d.* FROM delegation d
    JOIN chain ON d.holder_key = chain.holder_key AND d.id = chain.parent_id
)
SELECT * FROM chain ORDER BY depth DESC
""")


class Delegated(NamedTuple):
    """A delegation that may be acted upon now, and the license that it is of."""

    delegation: Delegation
    held: Held


def party_of(call: Call) -> Party:
    """Return who calls, as the rules of delegations know a party."""
    caller = call.caller
    return Party(caller.account_id, frozenset(call.own_keys), frozenset(caller.companies))


def facts_of(delegation: Delegation | Row[tuple[object, ...]]) -> DelegationFacts:
    """Return a delegation as plain data."""
    return msgspec.convert(delegation, DelegationFacts, from_attributes=True)


async def running_delegation(
    db: AsyncSession, call: Call, holder_key: UUID, delegation_id: UUID, matter: str | None = None
) -> Delegation:
    """Return a delegation under which the caller may act now, held against its ending.

    Raises: DelegationNotFound, DelegationNotRunning, MatterNotDelegated, HolderEnded.
    """
    return (await acted_upon(db, call, holder_key, delegation_id, matter)).delegation


async def acted_upon(
    db: AsyncSession, call: Call, holder_key: UUID, delegation_id: UUID, matter: str | None = None
) -> Delegated:
    """Return a delegation as `running_delegation` does, with its license.

    Raises: DelegationNotFound, DelegationNotRunning, MatterNotDelegated, HolderEnded.
    """
    await hold_holder(db, holder_key)
    delegation = await held_delegation(db, holder_key, delegation_id)
    license_ = await _license_of(db, delegation)
    facts, party = facts_of(delegation), party_of(call)
    check_acting(facts, party, call.moment, license_.last_stop, matter)
    await demand_living(db, holder_key)
    return Delegated(delegation, Held(license_, delegation.ordinal))


async def held_delegation(db: AsyncSession, holder_key: UUID, delegation_id: UUID) -> Delegation:
    """Return a delegation, locked against its ending until the act is over.

    Raises: DelegationNotFound.
    """
    found = select(Delegation).where(
        Delegation.holder_key == holder_key, Delegation.id == delegation_id
    )
    delegation = await db.scalar(found.with_for_update(read=True))
    if delegation is None:
        raise DelegationNotFound
    return delegation


async def held_chain(
    db: AsyncSession, holder_key: UUID, delegation_id: UUID
) -> Sequence[Delegation]:
    """Return a delegation to be changed, and what it is built on held as it is; nearest first.

    Raises: DelegationNotFound.
    """
    links = [link.id for link in await chain_of(db, holder_key, delegation_id)]
    below = [await held_delegation(db, holder_key, link) for link in reversed(links[1:])]
    own = await db.get(Delegation, (holder_key, delegation_id), with_for_update=True)
    if own is None:
        raise DelegationNotFound
    return [own, *reversed(below)]


async def chain_of(
    db: AsyncSession, holder_key: UUID, delegation_id: UUID
) -> Sequence[DelegationFacts]:
    """Return a delegation and what it is built on, which never changes, the nearest first."""
    rows = await db.execute(_CHAIN, {"holder_key": holder_key, "id": delegation_id})
    return [facts_of(row) for row in rows]


async def representatives_of(db: AsyncSession, call: Call, company: UUID) -> int:
    """Count the persons who represent a company at the moment."""
    standing = select(func.count(Representation.account_id.distinct())).where(
        Representation.holder_key == company,
        Representation.kind == RepresentationKind.AGENT,
        Representation.since <= call.moment,
        or_(Representation.until.is_(None), call.moment < Representation.until),
    )
    return await db.scalar(standing) or 0


async def last_stop_of(db: AsyncSession, delegation: Delegation) -> int:
    """Return the version at which the license of a delegation was last stopped."""
    return (await _license_of(db, delegation)).last_stop


async def _license_of(db: AsyncSession, delegation: Delegation) -> License:
    license_ = await db.get(License, (delegation.owner_key, delegation.license_id))
    if license_ is None:
        raise LicenseNotHeld
    return license_
