"""Change the catalog: compile its entries, bring them in force, open and close their sharing."""

import msgspec
from msgspec.structs import replace

from hub.audit.call import Act, Call, Races
from hub.catalog.model import CatalogEntry, CatalogRevision, LegalBasisRow
from hub.catalog.refusals import (
    EntryCodeTaken,
    ExemptionWithoutBasis,
    FieldNotFound,
    LegalBasisFaulty,
    LegalBasisTaken,
    NotPublishable,
    NotPublished,
    NotYourEntry,
    ReviewsOwnDraft,
    RevisionChanged,
    WideningWithoutBasis,
    WrongRevisionState,
)
from hub.catalog.revisions import OPEN_STATES, Publication, Revision, RevisionState
from hub.catalog.rows import (
    admit,
    as_revision,
    body_of,
    changes_of,
    demand,
    in_state,
    law_of,
    locked_entry,
    owner_named,
    places,
    revision_of,
)
from hub.catalog.rules import permit
from hub.catalog.wishes import (
    AcceptEntry,
    DeclareExemption,
    DraftEntry,
    NameEntry,
    ReviseEntry,
    SubmitEntry,
)
from hub.policy.difference import Change, widening
from hub.policy.entry import Entry, LegalBasis
from hub.policy.law import MEASURES
from hub.policy.revision import digest
from hub.policy.terms import Disclosure, Sharing, SharingState

CODES_TAKEN: Races = {
    "uq_catalog_entry_code": EntryCodeTaken,
    "uq_catalog_entry_type_code": EntryCodeTaken,
}
BASIS_TAKEN: Races = {"pk_legal_basis": LegalBasisTaken}


async def draft_entry(call: Call, wish: DraftEntry, *, key: str | None = None) -> Revision:
    """Compile a new entry as a draft (证照目录, art. 7).

    Raises:
        OwnerUnfit: the owner it names is no department of the province.
        NotYourEntry: the caller edits no catalog there.
        EntryFaulty: it says what no entry may say.
        EntryCodeTaken: its code or type code is another entry's.

    """
    body = wish.body
    async with call.act(
        "draft_entry", subject=body.code, key=key, wish=wish, races=CODES_TAKEN
    ) as act:
        if act.replayed:
            return await _again(call, act)
        owner = await owner_named(act.db, body)
        permit("draft_entry", call.caller, await places(act.db, call.caller, owner.id), body.code)
        await admit(act.db, body, (), call.today)
        entry = CatalogEntry(
            code=body.code,
            type_code=body.type_code,
            owner_id=owner.id,
            sharing=SharingState.CLOSED,
        )
        act.db.add(entry)
        await act.db.flush()
        return await _redraft(call, act, entry, body)


async def revise_entry(call: Call, wish: ReviseEntry, *, key: str | None = None) -> Revision:
    """Revise an entry (更新目录, art. 7): write its open draft anew, or begin the next revision.

    Raises:
        EntryNotFound: no entry has the code.
        NotYourEntry: the caller edits no catalog in its owner.
        OwnerUnfit: the owner it names is no department of the province.
        EntryFaulty: it says what it may not say.
        EntryCodeTaken: its type code is another entry's.

    """
    async with call.act(
        "revise_entry", subject=wish.body.code, key=key, wish=wish, races=CODES_TAKEN
    ) as act:
        if act.replayed:
            return await _again(call, act)
        entry = await _permitted(call, act, "revise_entry", wish.body.code)
        return await _redraft(call, act, entry, wish.body)


async def declare_exemption(
    call: Call, wish: DeclareExemption, *, key: str | None = None
) -> Revision:
    """Draft that a field or an entry is not shared (不予共享, art. 22), disclosed neither.

    Raises:
        EntryNotFound, FieldNotFound: there is no such entry or field.
        NotYourEntry: the caller edits no catalog in its owner.
        ExemptionWithoutBasis: the legal basis is not known or not in force.
        EntryFaulty: the entry cannot be exempt so.

    """
    async with call.act("declare_exemption", subject=wish.code, key=key, wish=wish) as act:
        if act.replayed:
            return await _again(call, act)
        entry = await _permitted(call, act, "declare_exemption", wish.code)
        basis = (await law_of(act.db)).get(wish.exemption.legal_basis)
        if basis is None or not basis.in_force(call.today):
            raise ExemptionWithoutBasis(basis=wish.exemption.legal_basis)
        *_, latest = await in_state(act.db, entry, *RevisionState)
        return await _redraft(call, act, entry, _exempted(body_of(latest), wish))


async def submit_entry(call: Call, wish: SubmitEntry, *, key: str | None = None) -> Revision:
    """Put a draft before the reviewers, with its policy difference (art. 7).

    Raises:
        EntryNotFound, RevisionNotFound: there is no such entry or revision.
        NotYourEntry: the caller edits no catalog in its owner.
        WrongRevisionState: the revision is no draft.
        EntryFaulty: a legal basis lapsed since it was drafted.

    """
    async with call.act("submit_entry", subject=wish.code, key=key, wish=wish) as act:
        if act.replayed:
            return await _again(call, act)
        entry = await _permitted(call, act, "submit_entry", wish.code)
        row = await revision_of(act.db, entry, wish.number)
        demand(row, entry, RevisionState.DRAFT)
        await admit(act.db, body_of(row), await in_state(act.db, entry, *RevisionState), call.today)
        row.state, row.submitted_at = RevisionState.SUBMITTED, call.moment
        return _done(act, entry, row, await changes_of(act.db, entry, row, call.today))


async def accept_entry(call: Call, wish: AcceptEntry, *, key: str | None = None) -> Revision:
    """Bring a submitted revision in force (生效) and retire the one before it (art. 7, 22).

    Raises:
        EntryNotFound, RevisionNotFound: there is no such entry or revision.
        NotYourEntry: the caller reviews no catalog in its owner or the data center.
        WrongRevisionState: the revision is not submitted.
        ReviewsOwnDraft: the caller drafted it.
        RevisionChanged: it is not what the reviewer read.
        EntryFaulty: a legal basis lapsed since it was submitted.
        WideningWithoutBasis: more would be seen, and no legal basis in force is stated for it.

    """
    async with call.act("accept_entry", subject=wish.code, key=key, wish=wish) as act:
        if act.replayed:
            return await _again(call, act)
        entry = await _permitted(call, act, "accept_entry", wish.code)
        row = await revision_of(act.db, entry, wish.number)
        demand(row, entry, RevisionState.SUBMITTED)
        if row.drafted_by == call.caller.account_id:
            raise ReviewsOwnDraft
        if row.digest != wish.digest:
            raise RevisionChanged(code=entry.code, number=row.number)
        await admit(act.db, body_of(row), await in_state(act.db, entry, *RevisionState), call.today)
        changes = await changes_of(act.db, entry, row, call.today)
        row.widening_basis = await _widening_basis(call, act, wish, changes)
        await _retire(call, act, entry)
        row.state, row.in_force_at = RevisionState.IN_FORCE, call.moment
        entry.owner_id = (await owner_named(act.db, body_of(row))).id
        return _done(act, entry, row, changes)


async def retire_entry(call: Call, wish: NameEntry, *, key: str | None = None) -> Revision:
    """End the revision in force, so that nothing is issued under the entry any more (art. 7).

    Raises:
        EntryNotFound: no entry has the code.
        NotYourEntry: the caller reviews no catalog in its owner.
        WrongRevisionState: no revision is in force.

    """
    async with call.act("retire_entry", subject=wish.code, key=key, wish=wish) as act:
        if act.replayed:
            return await _again(call, act)
        entry = await _permitted(call, act, "retire_entry", wish.code)
        row = await _retire(call, act, entry)
        if row is None:
            raise WrongRevisionState(code=entry.code, wanted=RevisionState.IN_FORCE)
        return _done(act, entry, row)


async def publish_entry(call: Call, wish: NameEntry, *, key: str | None = None) -> Publication:
    """Open the sharing of an entry's licenses (发布, art. 13).

    Raises:
        EntryNotFound: no entry has the code.
        DataCenterAlone: the caller reviews no catalog in the data center.
        NotPublishable: no revision is in force, or the entry is published.

    """
    async with call.act("publish_entry", subject=wish.code, key=key, wish=wish) as act:
        entry = await _permitted(call, act, "publish_entry", wish.code)
        if act.replayed:
            return _publication(entry)
        in_force = await in_state(act.db, entry, RevisionState.IN_FORCE)
        if not in_force or entry.sharing is SharingState.OPEN:
            raise NotPublishable(code=entry.code)
        entry.sharing, entry.sharing_changed_at = SharingState.OPEN, call.moment
        return _publication(entry)


async def withdraw_entry(call: Call, wish: NameEntry, *, key: str | None = None) -> Publication:
    """Close the sharing of an entry's licenses again (撤回发布, art. 13).

    Raises:
        EntryNotFound: no entry has the code.
        DataCenterAlone: the caller reviews no catalog in the data center.
        NotPublished: the entry is not published.

    """
    async with call.act("withdraw_entry", subject=wish.code, key=key, wish=wish) as act:
        entry = await _permitted(call, act, "withdraw_entry", wish.code)
        if act.replayed:
            return _publication(entry)
        if entry.sharing is not SharingState.OPEN:
            raise NotPublished(code=entry.code)
        entry.sharing, entry.sharing_changed_at = SharingState.WITHDRAWN, call.moment
        return _publication(entry)


async def declare_legal_basis(
    call: Call, wish: LegalBasis, *, key: str | None = None
) -> LegalBasis:
    """Register a provision that policies may rest on, or the day of its end (依据, art. 22).

    Raises:
        DataCenterAlone: the caller reviews no catalog in the data center.
        LegalBasisFaulty: a name is missing, or it ends before it begins.
        LegalBasisTaken: the code names another provision.

    """
    async with call.act(
        "declare_legal_basis", subject=wish.code, key=key, wish=wish, races=BASIS_TAKEN
    ) as act:
        around = await places(act.db, call.caller, None)
        permit("declare_legal_basis", call.caller, around, wish.code)
        if act.replayed:
            return wish
        if not _sound(wish):
            raise LegalBasisFaulty
        known = await act.db.get(LegalBasisRow, wish.code, with_for_update=True)
        if known is None and wish.code not in MEASURES:
            act.db.add(LegalBasisRow(**msgspec.structs.asdict(wish)))
        elif known is not None and _same_but_for_its_end(known, wish):
            known.in_force_until = wish.in_force_until
        else:
            raise LegalBasisTaken
        return wish


async def _permitted(call: Call, act: Act, name: str, code: str) -> CatalogEntry:
    """Return an entry, held, on which the caller may do this act."""
    entry = await locked_entry(act.db, code)
    permit(name, call.caller, await places(act.db, call.caller, entry.owner_id), code)
    return entry


async def _redraft(call: Call, act: Act, entry: CatalogEntry, body: Entry) -> Revision:
    """Write the open revision anew, which makes it a draft again, or begin the next one."""
    former = await in_state(act.db, entry, *RevisionState)
    await _keep_owner(call, act, entry, body)
    await admit(act.db, body, former, call.today)
    row = former[-1] if former and former[-1].state in OPEN_STATES else None
    if row is None:
        row = CatalogRevision(entry_id=entry.id, number=len(former) + 1)
        act.db.add(row)
    row.state, row.submitted_at = RevisionState.DRAFT, None
    row.body, row.digest = msgspec.to_builtins(body), digest(body)
    row.drafted_by, row.drafted_at = call.caller.account_id, call.moment
    entry.type_code = body.type_code  # fixed by admission once a revision was in force
    return _done(act, entry, row)


async def _keep_owner(call: Call, act: Act, entry: CatalogEntry, body: Entry) -> None:
    """Let an entry name its owner, or the successor in whose office the caller revises it."""
    owner = await owner_named(act.db, body)
    acting = call.caller.organization
    if owner.id not in (entry.owner_id, acting.id if acting else None):
        raise NotYourEntry(code=entry.code)


def _exempted(body: Entry, wish: DeclareExemption) -> Entry:
    said = {"sharing": Sharing.EXEMPT, "exemption": wish.exemption}
    if wish.field is None:
        hidden = tuple(replace(field, disclosure=Disclosure.NONE) for field in body.fields)
        return replace(body, **said, fields=hidden)
    if wish.field not in body.by_key:
        raise FieldNotFound(code=body.code, key=wish.field)
    exempt = replace(body.by_key[wish.field], **said, disclosure=Disclosure.NONE)
    fields = (exempt if field.key == wish.field else field for field in body.fields)
    return replace(body, fields=tuple(fields))


async def _widening_basis(
    call: Call, act: Act, wish: AcceptEntry, changes: tuple[Change, ...]
) -> str | None:
    """Return the legal basis of a widening, or None where nothing widens."""
    widened = len(widening(changes))
    if not widened:
        return None
    basis = (await law_of(act.db)).get(wish.widening_basis or "")
    if basis is None or not basis.in_force(call.today):
        raise WideningWithoutBasis(wish.code, wish.number, changes, widened)
    return basis.code


async def _retire(call: Call, act: Act, entry: CatalogEntry) -> CatalogRevision | None:
    """Retire the revision in force before another takes its place."""
    for row in await in_state(act.db, entry, RevisionState.IN_FORCE):
        row.state, row.retired_at = RevisionState.RETIRED, call.moment
        await act.db.flush()
        return row
    return None


def _done(
    act: Act, entry: CatalogEntry, row: CatalogRevision, changes: tuple[Change, ...] = ()
) -> Revision:
    """Name the revision as what was acted on, and return it."""
    act.subject = f"{entry.code}#{row.number}"
    return as_revision(row, changes)


async def _again(call: Call, act: Act) -> Revision:
    """Return what an earlier same act was done on, as it stands now."""
    code, _, number = act.subject.rpartition("#")
    entry = await locked_entry(act.db, code)
    row = await revision_of(act.db, entry, int(number))
    return as_revision(row, await changes_of(act.db, entry, row, call.today))


def _publication(entry: CatalogEntry) -> Publication:
    return Publication(entry.id, entry.code, entry.sharing, entry.sharing_changed_at)


def _sound(basis: LegalBasis) -> bool:
    ends = basis.in_force_until
    named = all(words.strip() for words in (basis.code, basis.zh, basis.en))
    return named and (ends is None or basis.in_force_from <= ends)


def _same_but_for_its_end(known: LegalBasisRow, wish: LegalBasis) -> bool:
    former = msgspec.convert(known, LegalBasis, from_attributes=True)
    return replace(former, in_force_until=wish.in_force_until) == wish
