"""Take one chunk of rows within an act: check, write, quarantine, and note the progress."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.checking import (
    Answers,
    Given,
    check,
    grade_of,
    holders_of,
    name_holders,
    prepare,
    unless_mismatched,
)
from hub.aggregation.corrections import sealed_subject
from hub.aggregation.formats.rows import KEPT_OF_A_BAD_LINE
from hub.aggregation.references import References
from hub.aggregation.rules.context import Context
from hub.aggregation.rules.faults import RowFault, StateSecret
from hub.aggregation.rules.providers import KEPT_IN_QUARANTINE, BatchTakenOver
from hub.clock import now
from hub.crypto.envelope import Envelopes
from hub.db.driver import driver_of
from hub.db.ids import new_id
from hub.errors import Refusal
from hub.licenses.book import Outcome, Written
from hub.licenses.commands import Parcel, write_licenses
from hub.licenses.drafts import Change
from hub.licenses.keys import LicenseKeys
from hub.policy.codes import Grade
from hub.processes import PROCESSES
from hub.registers.client import NO_REGISTERS, Registers

_ADVANCE = """
UPDATE batch SET
    line = %(line)s, last_at = %(moment)s, grades = %(grades)s, accepted = %(accepted)s,
    superseded = %(superseded)s, events = %(events)s, unchanged = %(unchanged)s,
    quarantined = %(quarantined)s
WHERE id = %(id)s AND line = %(before)s AND state = 'OPEN'
"""
_QUARANTINE = """
COPY quarantine (id, batch_id, line, field, code, zh, en, row_sealed, subject_sealed, expires_at)
FROM STDIN
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
    """Rows with what became of them against a context: faults, and changes to be written."""

    rows: Sequence[Given]
    context: Context
    answers: Answers
    """What the reference registers said of the holders; each license keeps the worst (art. 23)."""
    faults: dict[int, RowFault]
    """The faults of some rows, by their places."""
    grades: list[Grade | None]
    """How well the identifier of each change keeps to the norm."""
    changes: Sequence[Change] | Parcel


class Intake:
    """Takes the rows of one batch, chunk by chunk."""

    def __init__(
        self, keys: LicenseKeys, references: References, registers: Registers = NO_REGISTERS
    ) -> None:
        """Take the keys to write under, what rows are checked against, and who knows holders."""
        self._keys = keys
        self._registers = registers
        self._references = references
        self._mostly_new = True

    async def check(self, rows: Sequence[Given]) -> Chunk:
        """Check rows against what is known by now, and their holders by the registers (art. 23)."""
        context = await self._references.held()
        checked = await asyncio.to_thread(check, rows, context, {})
        asked = {holder for change in checked for holder in holders_of(change)}
        answers = await self._registers.answers(asked)
        return _chunk(rows, context, answers, [unless_mismatched(one, answers) for one in checked])

    async def prepare(self, rows: Sequence[Given]) -> Chunk:
        """Check rows in another process, and let it make what they come to if they are new."""
        if not self._mostly_new:
            return await self.check(rows)
        context, packed = await self._references.packed()
        answers: Answers = {}
        if self._registers:
            asked = await PROCESSES.run(name_holders, rows, packed)
            answers = await self._registers.answers(asked)
        made = await PROCESSES.run(prepare, rows, packed, answers, self._keys.held)
        sound = [row for place, row in enumerate(rows) if place not in made.faults]
        parcel = Parcel(made.ahead, partial(_again, sound, context, answers))
        return Chunk(rows, context, answers, made.faults, made.grades, parcel)

    async def _recheck(self, chunk: Chunk) -> Chunk:
        """Check rows again within an act: no register is waited for, and no answer is lost."""
        context = await self._references.held()
        checked = await asyncio.to_thread(check, chunk.rows, context, chunk.answers)
        return _chunk(chunk.rows, context, chunk.answers, checked)

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
        connection, moment = await driver_of(db), now()
        outcomes = await write_licenses(connection, self._keys, moment, chunk.changes)
        self._mostly_new = 2 * outcomes.count(Written.NEW) >= len(outcomes)
        after = _advanced(progress, chunk, outcomes)
        await _advance(connection, progress, after, moment)
        written = iter(outcomes)
        settled = [chunk.faults.get(place) or next(written) for place in range(len(chunk.rows))]
        became = zip(chunk.rows, settled, strict=True)
        envelopes = self._keys.envelopes
        faults = await quarantine(connection, envelopes, progress.id, moment, became)
        return after, faults


def _chunk(
    rows: Sequence[Given], context: Context, answers: Answers, checked: Sequence[Change | RowFault]
) -> Chunk:
    changes = [one for one in checked if not isinstance(one, RowFault)]
    faults = {place: one for place, one in enumerate(checked) if isinstance(one, RowFault)}
    return Chunk(rows, context, answers, faults, list(map(grade_of, changes)), changes)


def _again(
    rows: Sequence[Given], context: Context, answers: Answers, places: Iterable[int]
) -> list[Change]:
    """Check once more what was found sound in another process."""
    checked = check([rows[place] for place in places], context, answers)
    return [one for one in checked if not isinstance(one, RowFault)]


async def quarantine(
    connection: AsyncConnection,
    envelopes: Envelopes,
    batch_id: UUID,
    moment: datetime,
    settled: Iterable[tuple[Given, object]],
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
            subject = sealed_subject(envelopes, row_id, row.raw, refusal)
            said = (fault.line, fault.field, fault.code, fault.zh, fault.en)
            await copy.write_row((row_id, batch_id, *said, sealed, subject, expires))
    return faults


def _sealed(envelopes: Envelopes, row_id: UUID, row: Given, refusal: Refusal) -> bytes | None:
    """Seal a row for its sender to look at; a state secret is not kept in any form."""
    if isinstance(refusal, StateSecret):
        return None
    return envelopes.seal(row.raw[:KEPT_OF_A_BAD_LINE], row_id.bytes)


def _fault(row: Given, refusal: Refusal) -> Fault:
    field = refusal.field if isinstance(refusal, RowFault) else ""
    return Fault(row.line, field, refusal.code, refusal.message_zh, refusal.message_en)


def _advanced(before: Progress, chunk: Chunk, outcomes: Sequence[Outcome]) -> Progress:
    counts = Counter(one for one in outcomes if isinstance(one, Written))
    new = (Written.NEW, Written.NEW_VERSION)
    graded = zip(chunk.grades, outcomes, strict=True)
    grades = Counter(before.grades)
    grades.update(grade.value for grade, one in graded if grade and one in new)
    return Progress(
        id=before.id,
        line=chunk.rows[-1].line,
        accepted=before.accepted + counts[Written.NEW] + counts[Written.NEW_VERSION],
        superseded=before.superseded + counts[Written.NEW_VERSION],
        events=before.events + counts[Written.EVENT],
        unchanged=before.unchanged + counts[Written.UNCHANGED],
        quarantined=before.quarantined + len(chunk.rows) - counts.total(),
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
