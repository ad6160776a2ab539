"""Issue together (联合签发): each issuer states its own fields, and confirms by that (art. 22)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.rules.faults import NotAnIssuer
from hub.audit.call import Call
from hub.db.ids import new_id
from hub.issuing.desk import Desk, Known
from hub.issuing.drafts import Draft
from hub.issuing.known import KnownLicense
from hub.issuing.making import (
    ActNamed,
    Written,
    abandon,
    give_up,
    make,
    prepare,
    sealed_draft,
)
from hub.issuing.model import Making
from hub.issuing.records import Record, checked, faulty
from hub.issuing.refusals import FieldsDiffer, FieldsOfAnother, MakingNotFound, Overtaken
from hub.issuing.rules import issuing_for
from hub.issuing.terms import MakingState
from hub.issuing.wishes import AbandonMaking, ConfirmJointIssue
from hub.issuing.workshop import Work
from hub.licenses.drafts import Cause, Key
from hub.licenses.terms import Answer, LicenseEvent
from hub.policy.codes import make_identifier
from hub.policy.entry import Entry


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A version as its first issuer begins it; of a license that there is already, or a new one."""

    record: Record
    cause: Cause
    event: LicenseEvent = LicenseEvent.ISSUED
    license: KnownLicense | None = None
    holder_check: Answer | None = None
    """What the registers said of its holders as it was begun (art. 23)."""


class JointDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A version on which the license's issuers have not all spoken."""

    record: Record
    cause: Cause
    license_id: UUID
    face_id: UUID
    issuers: tuple[int, ...]
    keys: tuple[Key, ...] | None = None
    former_holders: tuple[UUID, ...] = ()
    holder_check: Answer | None = None


async def begin_jointly(db: AsyncSession, desk: Desk, call: Call, begun: Begun) -> Making:
    """Draft a version that others must confirm; what is theirs may be left to them.

    Raises: ContentFaulty.
    """
    known, office = await desk.known(db), issuing_for(call.caller)
    record, former = begun.record, begun.license
    entry = known.entries[record["entry"]]
    revision = entry.revisions[record["revision"]]
    issuers = issuers_today(known, entry.id, revision)
    if office.id not in issuers:
        raise faulty(NotAnIssuer("issuer"))  # nobody else puts drafts before other departments
    draft = JointDraft(
        record=record,
        cause=begun.cause,
        license_id=former.id if former else new_id(),
        face_id=new_id(),
        issuers=issuers,
        keys=(former.key,) if former else None,
        former_holders=tuple(former.holders) if former else (),
        holder_check=begun.holder_check,
    )
    making_id = new_id()
    identifier = make_identifier(
        revision.type_code, record["issuer"], record["serial"], record["version"]
    )
    making = Making(
        id=making_id,
        license_id=draft.license_id,
        issuer_id=office.id,
        entry_id=entry.id,
        event=begun.event,
        identifier=str(identifier),
        state=MakingState.AWAITING,
        draft=sealed_draft(desk, making_id, draft),
        awaiting=[one for one in issuers if one != office.id],
        confirmed=[office.id],
        requested_by=call.caller.account_id,
        requested_at=call.moment,
    )
    db.add(making)
    await db.flush()
    return making


def issuers_today(known: Known, entry_id: int, revision: Entry) -> tuple[int, ...]:
    """Return whoever issues today: an heir stands for an issuer of before."""
    directory = known.directory
    named = (directory.by_code[code].id for code in revision.issuers)
    today = (directory.issuer_today(directory.present(one).id, entry_id).id for one in named)
    return tuple(dict.fromkeys(today))


async def confirm_joint_issue(
    call: Call, desk: Desk, wish: ConfirmJointIssue, *, key: str | None = None
) -> Making:
    """Confirm a license as one of its issuers, stating the own fields (多家核对, art. 22).

    The last confirmation brings it in force, sealed by all.

    Raises: NotAnIssuingOffice, MakingNotFound, FieldsOfAnother, FieldsDiffer, ContentFaulty,
        NoSealInForce.
    """
    named = ActNamed("confirm_joint_issue", key, wish)
    return await make(call, desk, named, lambda db: _confirm(db, call, desk, wish))


async def abandon_making(call: Call, wish: AbandonMaking, *, key: str | None = None) -> Making:
    """Give up a version on which its issuers do not agree (撤回联合制发, art. 22).

    Raises: NotAnIssuingOffice, MakingNotFound.
    """
    async with call.act("abandon_making", subject=str(wish.making), key=key, wish=wish) as act:
        office = issuing_for(call.caller)
        held = select(Making).where(Making.id == wish.making).with_for_update()
        making = await act.db.scalar(held)
        if making is None or office.id not in {*making.awaiting, *making.confirmed}:
            raise MakingNotFound
        if act.replayed:
            return making
        if making.state is not MakingState.AWAITING:
            raise MakingNotFound
        give_up(making, "GivenUp")
        return making


async def give_up_awaited(db: AsyncSession, license_id: UUID) -> None:
    """Let what awaits other issuers keep nobody from suspending or ending a license."""
    of_license = Making.license_id == license_id, Making.state == MakingState.AWAITING
    for making in await db.scalars(select(Making).where(*of_license).with_for_update()):
        await abandon(db, making, Overtaken())
    await db.flush()


async def _confirm(db: AsyncSession, call: Call, desk: Desk, wish: ConfirmJointIssue) -> Written:
    office, known = issuing_for(call.caller), await desk.known(db)
    making = await _awaited(db, wish.making, office.id)
    draft = joint_draft_of(desk, making)
    entry = known.entries[draft.record["entry"]].revisions[draft.record["revision"]]
    face = _cross_checked(known, entry, office.id, draft.record["face"], wish.face)
    draft = msgspec.structs.replace(draft, record=draft.record | {"face": face})
    making.draft = sealed_draft(desk, making.id, draft)
    making.awaiting = [one for one in making.awaiting if one != office.id]
    making.confirmed = [*making.confirmed, office.id]
    if making.awaiting:
        return making
    return await _agreed(db, desk, known, making, draft)


async def _agreed(
    db: AsyncSession, desk: Desk, known: Known, making: Making, draft: JointDraft
) -> Work:
    """Make of a license that all have confirmed one that is about to be sealed by all."""
    content = checked(_with_sources(known, draft), known.context(making.issuer_id))
    final = Draft(
        event=making.event,
        occurred_on=content.content.issued_on,
        license_id=draft.license_id,
        face_id=draft.face_id,
        entry_id=making.entry_id,
        issuer_id=making.issuer_id,
        issuers=draft.issuers,
        identifier=content.content.identifier,
        keys=draft.keys or content.keys,
        cause=draft.cause,
        former_holders=draft.former_holders,
        content=content.content,
        holder_check=draft.holder_check,
    )
    return await prepare(db, desk, making, final)


async def _awaited(db: AsyncSession, making_id: UUID, office_id: int) -> Making:
    """Return, held, a license that awaits an organization's confirmation.

    Raises: MakingNotFound.
    """
    held = select(Making).where(Making.id == making_id).with_for_update()
    making = await db.scalar(held)
    if making is None or making.state is not MakingState.AWAITING:
        raise MakingNotFound
    if office_id not in making.awaiting:
        raise MakingNotFound
    return making


def _cross_checked(
    known: Known,
    entry: Entry,
    office_id: int,
    drafted: Mapping[str, Any],
    stated: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the face with an issuer's own fields; what was drafted of them must agree.

    Raises: FieldsOfAnother, FieldsDiffer.
    """
    own = own_fields(known, entry, office_id)
    if others := sorted(stated.keys() - own):
        raise FieldsOfAnother(keys=", ".join(key for key in others if key in entry.by_key) or "?")
    differ = sorted(key for key in own & drafted.keys() if stated.get(key) != drafted[key])
    if differ:
        raise FieldsDiffer(keys=", ".join(differ))
    return {**drafted, **stated}


def own_fields(known: Known, entry: Entry, office_id: int) -> set[str]:
    """Return the fields of which an organization, or one that it succeeded, is the source."""
    own = {office_id, *known.directory.predecessors(office_id)}
    codes = {known.directory.by_id[one].code for one in own}
    return {field.key for field in entry.fields if field.source in codes}


def _with_sources(known: Known, draft: JointDraft) -> Record:
    """Say of each field that has a source that it came from there: its issuer has confirmed."""
    record = draft.record
    entry = known.entries[record["entry"]].revisions[record["revision"]]
    sources = {field.key: field.source for field in entry.fields if field.source}
    return record | {"sources": sources}


def joint_draft_of(desk: Desk, making: Making) -> JointDraft:
    """Return what is drafted of a license that several issue."""
    opened = desk.workshop.envelopes.open(making.draft or b"", making.id.bytes)
    return msgspec.json.decode(opened, type=JointDraft)
