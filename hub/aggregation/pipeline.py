"""Aggregate a stream: bytes to rows, rows to chunks, each chunk committed with its progress."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from itertools import islice
from typing import Final

import msgspec

from hub.aggregation.commands import close_batch, open_batch, take_rows
from hub.aggregation.formats.mapping import ColumnMapping
from hub.aggregation.formats.readers import reader_of
from hub.aggregation.formats.rows import Read, Reader
from hub.aggregation.intake import Chunk, Intake, Progress
from hub.aggregation.references import References
from hub.aggregation.rules.providers import provider_of
from hub.aggregation.wishes import OpenBatch
from hub.audit.call import Call
from hub.licenses.keys import LicenseKeys
from hub.registers.client import NO_REGISTERS, Registers

CHUNK: Final = 2_000
CHUNK_BYTES: Final = 8 << 20
"""A chunk ends at whichever comes first, so that memory does not grow with the rows."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A file or request body: what it is called, what it is known again by, how it is read."""

    source: str
    key: str
    mapping: ColumnMapping


async def aggregate_stream(  # noqa: PLR0913 - who knows holders is of the process, not of a delivery
    call: Call,
    keys: LicenseKeys,
    delivery: Delivery,
    body: AsyncIterator[bytes],
    tell: Callable[[Progress], None] = lambda _progress: None,
    *,
    registers: Registers = NO_REGISTERS,
) -> Progress:
    """Aggregate (归集) a delivery of any size; one that broke off goes on where it was (art. 11).

    Raises: NotAnAggregator, MappingChanged, BatchTakenOver, RightsChanged, ColumnsMissing,
        MappingUnreadable, WorkbookRefused.
    """
    references = References(call, provider_of(call.caller))
    intake, mapping = Intake(keys, references, registers), delivery.mapping
    wish = OpenBatch(source=delivery.source, key=delivery.key, mapping_digest=mapping.digest)
    progress = await open_batch(call, wish)
    dates = (await references.held()).date_keys(mapping.entry)
    reader = reader_of(mapping, lambda path: path.rpartition(".")[2] in dates)
    async for chunk in _ahead(intake, _chunks(reader, body, progress.line)):
        progress = await take_rows(call, intake, progress, chunk)
        tell(progress)
    return await close_batch(call, progress.id)


async def _ahead(intake: Intake, chunks: AsyncIterator[list[Read]]) -> AsyncIterator[Chunk]:
    """Yield chunks checked; while one is being written, the next is read and checked."""

    async def following() -> Chunk | None:
        rows = await anext(chunks, None)
        return None if rows is None else await intake.check(rows)

    coming = asyncio.create_task(following())
    try:
        while chunk := await coming:
            coming = asyncio.create_task(following())
            yield chunk
    finally:
        coming.cancel()


async def _chunks(
    reader: Reader, body: AsyncIterator[bytes], after: int
) -> AsyncIterator[list[Read]]:
    """Yield the rows behind a line in chunks of bounded size."""
    held: list[Read] = []
    size = 0
    async for part in body:
        size += len(part)
        async for read in in_thread(reader.feed(part), CHUNK):
            held += [row for row in read if row.line > after]
            while len(held) >= CHUNK or (held and size >= CHUNK_BYTES):
                yield held[:CHUNK]
                held, size = held[CHUNK:], 0
    async for read in in_thread(reader.close(), CHUNK):
        held += [row for row in read if row.line > after]
        while len(held) >= CHUNK:
            yield held[:CHUNK]
            held = held[CHUNK:]
    if held:
        yield held


async def in_thread(rows: Iterator[Read], most: int) -> AsyncGenerator[list[Read], None]:
    """Read a number of rows at a time beside the event loop."""
    while read := await asyncio.to_thread(lambda: list(islice(rows, most))):
        yield read
