"""Issue a spreadsheet: rows to chunks, each written down, sealed outside, and brought in force."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Final

import msgspec

from hub.aggregation.formats.rows import Read
from hub.aggregation.model import BatchState
from hub.aggregation.pipeline import in_thread
from hub.audit.call import Call
from hub.clock import now
from hub.crypto.digests import sm3
from hub.issuing.desk import Desk
from hub.issuing.sheets.commands import (
    OpenSheet,
    check_rows,
    close_sheet,
    finish_rows,
    left_over,
    open_sheet,
    sheet_entry,
    take_rows,
)
from hub.issuing.sheets.progress import SheetProgress
from hub.issuing.sheets.reading import read_rows
from hub.issuing.workshop import Work

CHUNK: Final = 100
"""So many licenses are written down, sealed and brought in force at a time."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A spreadsheet as it was sent: for which entry, under which key."""

    entry: str
    key: str
    body: bytes


async def issue_sheet(call: Call, desk: Desk, sheet: Sheet) -> AsyncGenerator[SheetProgress, None]:
    """Issue (制发) what a spreadsheet says, and yield how far it has come (art. 8).

    The very file under the same key goes on where it broke off; once done, it issues nothing more.

    Raises: NotAnIssuingOffice, ContentFaulty, JointBySheet, WorkbookRefused, MergedCells,
        ColumnsMissing, ColumnsUnknown, SheetChanged, BatchTakenOver, NumbersUsedUp, NoSealInForce.
    """
    columns = (await sheet_entry(call, desk, sheet.entry)).columns
    digest = sm3(sheet.entry.encode() + b"\0" + sheet.body)
    async with aclosing(in_thread(read_rows(sheet.body, columns), CHUNK)) as chunks:
        first: list[Read] = await anext(chunks, [])  # what cannot be read at all opens no batch
        at = await open_sheet(
            call, desk, OpenSheet(entry=sheet.entry, key=sheet.key, digest=digest)
        )
        yield at
        if at.state is BatchState.DONE:
            return
        while works := await left_over(call, desk, at.id, CHUNK):
            yield await _finished(call, desk, at, works)
        async for rows in _behind(at.line, first, chunks):
            taken = await take_rows(call, desk, at, await check_rows(call, desk, sheet.entry, rows))
            at = await _finished(call, desk, taken.progress, taken.works)
            yield at
    yield await close_sheet(call, at.id)


async def _finished(call: Call, desk: Desk, at: SheetProgress, works: list[Work]) -> SheetProgress:
    """Seal what is written down, with no transaction open, and bring it in force."""
    if not works:
        return at
    sealed = await desk.workshop.seal_each(works, now())
    return await finish_rows(call, desk, at.id, list(zip(works, sealed, strict=True)))


async def _behind(
    line: int, first: list[Read], chunks: AsyncIterator[list[Read]]
) -> AsyncIterator[list[Read]]:
    """Yield the rows behind a line."""
    rows: list[Read] | None = first
    while rows:
        if left := [row for row in rows if row.line > line]:
            yield left
        rows = await anext(chunks, None)
