"""Take one chunk of rows within an act: check, write, quarantine, and note the progress."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.formats.rows import KEPT_OF_A_BAD_LINE, BadRow, Read
from hub.aggregation.references import References
from hub.aggregation.rules.context import Context
from hub.aggregation.rules.faults import HolderMismatch, RowFault, StateSecret
from hub.aggregation.rules.providers import KEPT_IN_QUARANTINE, BatchTakenOver
from hub.aggregation.rules.rows import validate
from hub.clock import now
from hub.crypto.envelope import Envelopes
from hub.db.ids import new_id
from hub.errors import Refusal
from hub.licenses.book import Written
from hub.licenses.commands import Outcome, raw_connection, write_licenses
from hub.licenses.drafts import Change, LicenseDraft
from hub.licenses.keys import LicenseKeys
from hub.licenses.terms import Answer
from hub.registers.client import NO_REGISTERS, Answers, Registers
from hub.registers.rules import holder_check, may_be_taken
from hub.registers.terms import Holder

_ADVANCE = """
UPDATE batch SET
    line = %(line)s, last_at = %(moment)s, grades = %(grades)s, accepted = %(accepted)s,
    superseded = %(superseded)s, events = %(events)s, unchanged = %(unchanged)s,
    quarantined = %(quarantined)s
WHERE id = %(id)s AND line = %(before)s AND state = 'OPEN'
"""
_QUARANTINE = """
COPY quarantine (id, batch_id, line, field, code, zh, en, row_sealed, expires_at) FROM STDIN
"""


class Progress(msgspec.Struct, kw_only=True):
    """How far a batch was taken, and what became of its rows."""

    id: UUID
    line: int = 0
    accepted: int = 0
    superseded: int = 0
    events: int = 0
    unchanged: int = 0
    quarantined: int = 0
    grades: dict[str, int] = {}


class Fault(msgspec.Struct, frozen=True):
    """Why a row was not taken; never a value."""

    line: int
    field: str
    code: str
    zh: str
    en: str


class Chunk(msgspec.Struct, frozen=True):
    """Rows with what became of them against a context: a change to be written, or a fault."""

    rows: Sequence[Read]
    context: Context
    checked: list[Change | RowFault]
    answers: Answers
    """What the reference registers said of the holders; each license keeps the worst (art. 23)."""


class Intake:
    """Takes the rows of one batch, chunk by chunk."""

    def __init__(
        self, keys: LicenseKeys, references: References, registers: Registers = NO_REGISTERS
    ) -> None:
        """Take the keys to write under, what rows are checked against, and who knows holders."""
        self._keys = keys
        self._registers = registers
        self._references = references

    async def check(self, rows: Sequence[Read]) -> Chunk:
        """Check rows against what is known by now, and their holders by the registers (art. 23)."""
        context = await self._references.held()
        checked = await asyncio.to_thread(_check, rows, context)
        asked = {holder for change in checked for holder in holders_of(change)}
        answers = await self._registers.answers(asked)
        return Chunk(rows, context, [unless_mismatched(one, answers) for one in checked], answers)

    async def _recheck(self, chunk: Chunk) -> Chunk:
        """Check rows again within an act: no register is waited for, and no answer is lost."""
        context = await self._references.held()
        checked = await asyncio.to_thread(_check, chunk.rows, context)
        known = [unless_mismatched(one, chunk.answers) for one in checked]
        return Chunk(chunk.rows, context, known, chunk.answers)

    async def take(
        self, db: AsyncSession, progress: Progress, chunk: Chunk
    ) -> tuple[Progress, list[Fault]]:
        """Take a chunk whole or not at all; return the progress after it, and the faults.

        Raises: BatchTakenOver, RightsChanged.
        """
        if await self._references.context(db) is not chunk.context:
            chunk = await self._recheck(chunk)
        if not chunk.rows:
            return progress, []
        connection, moment = await raw_connection(db), now()
        changes = [change for change in chunk.checked if not isinstance(change, Refusal)]
        outcomes = iter(await write_licenses(connection, self._keys, moment, changes))
        settled = [one if isinstance(one, Refusal) else next(outcomes) for one in chunk.checked]
        after = _advanced(progress, chunk, settled)
        await _advance(connection, progress, after, moment)
        became = zip(chunk.rows, settled, strict=True)
        envelopes = self._keys.envelopes
        faults = await quarantine(connection, envelopes, progress.id, moment, became)
        return after, faults


async def quarantine(
    connection: AsyncConnection,
    envelopes: Envelopes,
    batch_id: UUID,
    moment: datetime,
    settled: Iterable[tuple[Read, object]],
) -> list[Fault]:
    """Put those rows aside that were refused, and return what was wrong with them."""
    refused = [(row, one) for row, one in settled if isinstance(one, Refusal)]
    faults = [_fault(row, refusal) for row, refusal in refused]
    if not refused:
        return faults
    expires = moment + KEPT_IN_QUARANTINE
    async with connection.cursor() as cursor, cursor.copy(_QUARANTINE) as copy:
        for (row, refusal), fault in zip(refused, faults, strict=True):
            row_id = new_id()
            sealed = _sealed(envelopes, row_id, row, refusal)
            said = (fault.line, fault.field, fault.code, fault.zh, fault.en)
            await copy.write_row((row_id, batch_id, *said, sealed, expires))
    return faults


def _sealed(envelopes: Envelopes, row_id: UUID, row: Read, refusal: Refusal) -> bytes | None:
    """Seal a row for its sender to look at; a state secret is not kept in any form."""
    if isinstance(refusal, StateSecret):
        return None
    return envelopes.seal(row.raw[:KEPT_OF_A_BAD_LINE], row_id.bytes)


def _check(rows: Sequence[Read], context: Context) -> list[Change | RowFault]:
    return [_checked(row, context) for row in rows]


def _checked(row: Read, context: Context) -> Change | RowFault:
    if isinstance(row, BadRow):
        return row.fault
    try:
        return validate(row.record, context)
    except RowFault as fault:
        return fault


def holders_of(change: object) -> list[Holder]:
    """Return the holders that a license names, as registers know them."""
    if not isinstance(change, LicenseDraft):
        return []
    return [(one.code_type, one.code, one.name) for one in change.content.holders]


def unless_mismatched(change: Change | RowFault, answers: Answers) -> Change | RowFault:
    """Turn a license away whose holder a register knows by another name (art. 23).

    Any other keeps what was said of its holders.
    """
    if not isinstance(change, LicenseDraft):
        return change
    holders = holders_of(change)
    for ordinal, holder in enumerate(holders):
        if not may_be_taken(answers.get(holder, Answer.UNKNOWN)):
            return HolderMismatch(f"holders.{ordinal}.name")
    check = holder_check(holders, answers)
    return change if check is None else msgspec.structs.replace(change, holder_check=check)


def _fault(row: Read, refusal: Refusal) -> Fault:
    field = refusal.field if isinstance(refusal, RowFault) else ""
    return Fault(row.line, field, refusal.code, refusal.message_zh, refusal.message_en)


def _advanced(before: Progress, chunk: Chunk, settled: Sequence[Outcome]) -> Progress:
    counts = Counter(one if isinstance(one, Written) else "refused" for one in settled)
    new = (Written.NEW, Written.NEW_VERSION)
    grades = Counter(before.grades)
    grades.update(
        change.grade.value
        for change, one in zip(chunk.checked, settled, strict=True)
        if isinstance(change, LicenseDraft) and one in new
    )
    return Progress(
        id=before.id,
        line=chunk.rows[-1].line,
        accepted=before.accepted + counts[Written.NEW] + counts[Written.NEW_VERSION],
        superseded=before.superseded + counts[Written.NEW_VERSION],
        events=before.events + counts[Written.EVENT],
        unchanged=before.unchanged + counts[Written.UNCHANGED],
        quarantined=before.quarantined + counts["refused"],
        grades=dict(grades),
    )


async def _advance(
    connection: AsyncConnection, before: Progress, after: Progress, moment: datetime
) -> None:
    """Note the progress, unless somebody else has noted some since."""
    said = msgspec.structs.asdict(after) | {"grades": Jsonb(after.grades)}
    noted = await connection.execute(_ADVANCE, said | {"before": before.line, "moment": moment})
    if noted.rowcount != 1:
        raise BatchTakenOver
