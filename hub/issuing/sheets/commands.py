"""Issue by spreadsheet: open a batch, write rows down, finish what is sealed, close it (art. 8)."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.checking import holders_of, unless_mismatched
from hub.aggregation.commands import begin_batch
from hub.aggregation.formats.rows import Read
from hub.aggregation.intake import quarantine
from hub.aggregation.model import Batch, BatchState
from hub.aggregation.rules.context import Context, KnownEntry, Shape
from hub.aggregation.rules.faults import RowFault
from hub.aggregation.rules.providers import BatchTakenOver
from hub.aggregation.wishes import OpenBatch
from hub.audit.call import Call
from hub.clock import now
from hub.db.driver import driver_of
from hub.db.ids import new_id
from hub.errors import Refusal
from hub.issuing.commands.issue import first_draft
from hub.issuing.desk import Desk
from hub.issuing.drafts import Draft
from hub.issuing.making import OfRow, abandon, finish_all, locked, works, write_down_all
from hub.issuing.numbers import give_numbers
from hub.issuing.records import faulty, issued_under
from hub.issuing.refusals import DocumentUnfit
from hub.issuing.rules import issuing_for
from hub.issuing.sheets.columns import Column, columns_of
from hub.issuing.sheets.progress import (
    BY_SHEET,
    SheetProgress,
    advance,
    find_batch,
    left_of,
    progress_of,
)
from hub.issuing.sheets.refusals import JointBySheet, SheetChanged
from hub.issuing.sheets.rows import Sound, checked_rows, licensed
from hub.issuing.terms import MakingState
from hub.issuing.workshop import Work
from hub.licenses.drafts import LicenseDraft
from hub.licenses.sealed import Sealed
from hub.policy.entry import Entry
from hub.registers.client import Answers


class SheetEntry(NamedTuple):
    """An entry, its revision in force, and what rows of it are checked against."""

    entry: KnownEntry
    revision: int
    context: Context

    @property
    def body(self) -> Entry:
        """Return what the revision says."""
        return self.entry.revisions[self.revision]

    @property
    def columns(self) -> list[Column]:
        """Return the columns of its spreadsheet."""
        return columns_of(self.body, self.shape)

    @property
    def shape(self) -> Shape:
        """Return what a license of the revision looks like."""
        return self.entry.shapes[self.revision]


class OpenSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A spreadsheet to come: its entry, the key by which it is resumed, the digest of its bytes."""

    entry: str
    key: str
    digest: bytes


class Chunk(msgspec.Struct, frozen=True):
    """Rows with what became of them before the act in which they are taken."""

    entry: str
    rows: Sequence[Read]
    checked: Sequence[Sound | RowFault]


class Taken(msgspec.Struct, frozen=True):
    """How far a batch was taken, and what of it is about to be sealed."""

    progress: SheetProgress
    works: list[Work]


async def template_entry(call: Call, desk: Desk, code: str) -> SheetEntry:
    """Return an entry of whose licenses a spreadsheet can be made, for any office that issues.

    Raises: NotAnIssuingOffice, ContentFaulty, JointBySheet.
    """
    async with call.read():  # which finds out whether the caller's rights still stand
        office = issuing_for(call.caller)
    async with desk.doors.writer.begin() as db:
        context = (await desk.known(db)).context(office.id)
    entry, revision = issued_under(context, code)
    if entry.revisions[revision].joint:
        raise JointBySheet(entry=code)
    return SheetEntry(entry, revision, context)


async def sheet_entry(call: Call, desk: Desk, code: str) -> SheetEntry:
    """Return an entry whose licenses the caller's organization issues by spreadsheet.

    Raises: NotAnIssuingOffice, ContentFaulty, JointBySheet.
    """
    found = await template_entry(call, desk, code)
    try:
        found.context.issuer(found.context.provider.code, found.entry)
    except RowFault as fault:
        raise faulty(fault) from None
    return found


async def open_sheet(call: Call, desk: Desk, wish: OpenSheet) -> SheetProgress:
    """Open a batch for a spreadsheet, or find the one that its key has opened, done or not.

    Raises: NotAnIssuingOffice, SheetChanged.
    """
    keys = desk.workshop.keys
    async with call.act("open_sheet") as act:
        office = issuing_for(call.caller)
        batch = await find_batch(act.db, office.id, wish.key)
        if batch is None:
            mac = keys.content_mac(wish.digest).hex()
            key = BY_SHEET + wish.key
            opening = OpenBatch(source=wish.entry, key=key, mapping_digest=mac)
            batch = await begin_batch(act.db, new_id(), office.id, opening)
        elif not keys.is_mac_of(bytes.fromhex(batch.mapping_digest or ""), wish.digest):
            raise SheetChanged
        act.subject = str(batch.id)
        return await progress_of(act.db, batch.id)


async def check_rows(call: Call, desk: Desk, entry: str, rows: Sequence[Read]) -> Chunk:
    """Check rows against the catalog, and their holders by the registers, outside of any act."""
    context = (await sheet_entry(call, desk, entry)).context
    checked = await asyncio.to_thread(checked_rows, rows, context, entry, call.today)
    if not desk.registers:
        return Chunk(entry, rows, checked)
    sound = [one.draft for one in checked if isinstance(one, Sound)]
    answers = await desk.registers.answers({who for draft in sound for who in holders_of(draft)})
    return Chunk(entry, rows, [_known(one, answers) for one in checked])


def _known(one: Sound | RowFault, answers: Answers) -> Sound | RowFault:
    if isinstance(one, RowFault):
        return one
    told = unless_mismatched(one.draft, answers)
    if isinstance(told, LicenseDraft):
        return msgspec.structs.replace(one, draft=told)
    return told if isinstance(told, RowFault) else one


async def take_rows(call: Call, desk: Desk, at: SheetProgress, chunk: Chunk) -> Taken:
    """Write down the good rows of a chunk, numbered, and put the others aside; whole or not at all.

    Raises: NotAnIssuingOffice, BatchTakenOver, NumbersUsedUp, NoSealInForce.
    """
    async with call.act("issue_licenses", subject=str(at.id)) as act:
        office, moment = issuing_for(call.caller), now()
        context = (await desk.known(act.db)).context(office.id)
        settled = await _drafted(act.db, desk, context, chunk)
        drafts = [
            (one, OfRow(at.id, row.line))
            for one, row in zip(settled, chunk.rows, strict=True)
            if isinstance(one, Draft)
        ]
        begun = iter(await write_down_all(act.db, desk, call, drafts))
        became = [next(begun) if isinstance(one, Draft) else one for one in settled]
        connection, envelopes = await driver_of(act.db), desk.workshop.envelopes
        settled_rows = zip(chunk.rows, became, strict=True)
        faults = await quarantine(connection, envelopes, at.id, moment, settled_rows)
        line, count = chunk.rows[-1].line, len(faults)
        after = await advance(act.db, at, office.id, line=line, faulty=count, moment=moment)
        return Taken(after, [one for one in became if isinstance(one, Work)])


async def _drafted(
    db: AsyncSession, desk: Desk, context: Context, chunk: Chunk
) -> list[Draft | RowFault]:
    """Give the good rows their numbers in one go, and check them once more with these."""
    sound = [one for one in chunk.checked if isinstance(one, Sound)]
    wanted = [(one.counting, one.filled.number) for one in sound]
    numbered = iter(await give_numbers(db, desk.workshop.keys, wanted))

    def drafted(one: Sound | RowFault) -> Draft | RowFault:
        if isinstance(one, RowFault):
            return one
        record = one.filled.record(next(numbered))
        try:
            draft = licensed(record, context)
        except RowFault as fault:  # the catalog has changed since it was checked
            return fault
        draft = msgspec.structs.replace(draft, holder_check=one.draft.holder_check)
        return first_draft(draft, one.filled.cause)

    return [drafted(one) for one in chunk.checked]


async def finish_rows(
    call: Call, desk: Desk, batch_id: UUID, done: Sequence[tuple[Work, Sealed | DocumentUnfit]]
) -> SheetProgress:
    """Bring in force what is sealed, counted in its batch; what cannot be is reported.

    Raises: NotAnIssuingOffice, NoSealInForce, IssuerSucceeded.
    """
    sealed = [(work, one) for work, one in done if not isinstance(one, DocumentUnfit)]
    unfit = {work.id: one for work, one in done if isinstance(one, DocumentUnfit)}
    async with call.act("seal_licenses", subject=str(batch_id)) as act:
        issuing_for(call.caller)
        for making, outcome in await finish_all(act.db, desk, sealed):
            if isinstance(outcome, Refusal):
                await abandon(act.db, making, outcome)
        for making in (await locked(act.db, unfit)).values():
            if making.state is MakingState.WRITTEN:
                await abandon(act.db, making, unfit[making.id])
        await act.db.flush()
        return await progress_of(act.db, batch_id)


async def left_over(call: Call, desk: Desk, batch_id: UUID, most: int) -> list[Work]:
    """Return what a delivery that broke off has written down and not finished.

    Raises: NotAnIssuingOffice, NoSealInForce.
    """
    issuing_for(call.caller)
    async with desk.doors.writer.begin() as db:
        return await works(db, desk, await left_of(db, batch_id, most))


async def close_sheet(call: Call, batch_id: UUID) -> SheetProgress:
    """Close a batch of which every row is a license in force, or reported.

    Raises: NotAnIssuingOffice, BatchTakenOver.
    """
    async with call.act("close_sheet", subject=str(batch_id)) as act:
        issuing_for(call.caller)
        batch = await act.db.get_one(Batch, batch_id, with_for_update=True)
        if batch.state is not BatchState.OPEN or await left_of(act.db, batch_id, 1):
            raise BatchTakenOver
        batch.state, batch.finished_at = BatchState.DONE, now()
        await act.db.flush()
        return await progress_of(act.db, batch_id)
