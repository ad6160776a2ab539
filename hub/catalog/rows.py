"""Find and hold the rows that a change of the catalog works on, within its own session."""

from collections.abc import Sequence
from datetime import date

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.catalog.model import CatalogEntry, CatalogRevision, LegalBasisRow
from hub.catalog.refusals import (
    EntryFaulty,
    EntryNotFound,
    OwnerUnfit,
    RevisionNotFound,
    WrongRevisionState,
)
from hub.catalog.revisions import Revision, RevisionState
from hub.catalog.rules import Place
from hub.identity.callers import Caller
from hub.identity.model import Organization
from hub.identity.terms import Level, OrganizationKind
from hub.policy.admission import faults
from hub.policy.difference import Change, difference
from hub.policy.entry import Entry, Law, LegalBasis
from hub.policy.law import MEASURES
from hub.policy.revision import standing_policy

ONCE_IN_FORCE = (RevisionState.IN_FORCE, RevisionState.RETIRED)


async def locked_entry(db: AsyncSession, code: str) -> CatalogEntry:
    """Return an entry and hold it: of two changes to one entry the second waits.

    Raises:
        EntryNotFound: no entry has the code.

    """
    held = select(CatalogEntry).where(CatalogEntry.code == code).with_for_update()
    entry = await db.scalar(held)
    if entry is None:
        raise EntryNotFound(code=code)
    return entry


async def owner_named(db: AsyncSession, body: Entry) -> Organization:
    """Return the department of the province that compiles an entry (art. 7).

    Raises:
        OwnerUnfit: the code the entry names belongs to none.

    """
    owner = await db.scalar(select(Organization).where(Organization.code == body.owner))
    department = owner is not None and owner.kind is OrganizationKind.DEPARTMENT
    if owner is None or not (department and owner.active and owner.level is Level.PROVINCE):
        raise OwnerUnfit(owner=body.owner)
    return owner


async def places(db: AsyncSession, caller: Caller, owner_id: int | None) -> set[Place]:
    """Return where the caller's office stands to an entry; a successor stands for the owner."""
    acting = caller.organization
    if acting is None:
        return set()
    organization = await db.get_one(Organization, acting.id)
    found = set()
    if owner_id in (acting.id, *caller.issuer_organizations):
        found.add(Place.OWNER)
    if organization.kind is OrganizationKind.DATA_CENTER:
        found.add(Place.DATA_CENTER)
    return found


async def revision_of(db: AsyncSession, entry: CatalogEntry, number: int) -> CatalogRevision:
    """Return a revision by its number.

    Raises:
        RevisionNotFound: the entry has none of this number.

    """
    named = select(CatalogRevision).where(
        CatalogRevision.entry_id == entry.id, CatalogRevision.number == number
    )
    row = await db.scalar(named)
    if row is None:
        raise RevisionNotFound(code=entry.code, number=number)
    return row


async def in_state(
    db: AsyncSession, entry: CatalogEntry, *states: RevisionState
) -> Sequence[CatalogRevision]:
    """Return the revisions of an entry in some states, oldest first."""
    found = await db.scalars(
        select(CatalogRevision)
        .where(CatalogRevision.entry_id == entry.id, CatalogRevision.state.in_(states))
        .order_by(CatalogRevision.number)
    )
    return found.all()


def demand(row: CatalogRevision, entry: CatalogEntry, state: RevisionState) -> None:
    """Let a revision pass that is in a state.

    Raises:
        WrongRevisionState: it is in another.

    """
    if row.state is not state:
        raise WrongRevisionState(code=entry.code, wanted=state)


async def law_of(db: AsyncSession) -> Law:
    """Return every legal basis, the articles of the measures among them."""
    rows = await db.scalars(select(LegalBasisRow))
    return MEASURES | {
        row.code: msgspec.convert(row, LegalBasis, from_attributes=True) for row in rows
    }


async def admit(
    db: AsyncSession, body: Entry, former: Sequence[CatalogRevision], today: date
) -> None:
    """Let pass what a revision may say after those once in force.

    Raises:
        EntryFaulty: it says what it may not say.

    """
    earlier = [body_of(row) for row in former if row.state in ONCE_IN_FORCE]
    found = faults(body, earlier, await law_of(db), today)
    if found:
        raise EntryFaulty(body.code, found)


async def changes_of(
    db: AsyncSession, entry: CatalogEntry, row: CatalogRevision, today: date
) -> tuple[Change, ...]:
    """Return the policy difference to what was in force before; a first revision has none."""
    former = await in_state(db, entry, *ONCE_IN_FORCE)
    earlier = [body_of(other) for other in former if other.number < row.number]
    if not earlier:
        return ()
    return difference(standing_policy(earlier), body_of(row), await law_of(db), today)


def body_of(row: CatalogRevision) -> Entry:
    """Return what a revision says."""
    return msgspec.convert(row.body, Entry)


def as_revision(row: CatalogRevision, changes: tuple[Change, ...] = ()) -> Revision:
    """Return a revision as plain data."""
    return Revision(
        entry_id=row.entry_id,
        number=row.number,
        state=row.state,
        body=body_of(row),
        digest=row.digest,
        drafted_at=row.drafted_at,
        submitted_at=row.submitted_at,
        in_force_at=row.in_force_at,
        retired_at=row.retired_at,
        widening_basis=row.widening_basis,
        changes=changes,
    )
