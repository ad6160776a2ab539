"""Aggregate a stream: bytes to rows, rows to chunks, each chunk committed with its progress."""

from asyncio import Queue, Semaphore, Task, create_task, to_thread
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing
from itertools import islice
from typing import Final, TypeVar

import msgspec

from hub.aggregation.checking import Given
from hub.aggregation.commands import close_batch, open_batch, take_rows
from hub.aggregation.formats.mapping import ColumnMapping
from hub.aggregation.formats.ndjson import LineReader
from hub.aggregation.formats.readers import line_reader_of
from hub.aggregation.formats.rows import Reader
from hub.aggregation.intake import Chunk, Intake, Progress
from hub.aggregation.references import References
from hub.aggregation.rules.providers import provider_of
from hub.aggregation.wishes import OpenBatch
from hub.audit.call import Call
from hub.licenses.keys import LicenseKeys
from hub.processes import PROCESSES
from hub.registers.client import NO_REGISTERS, Registers

CHUNK: Final = 1_000
CHUNK_BYTES: Final = 8 << 20
"""A chunk ends at whichever comes first, so that memory does not grow with the rows."""


AHEAD: Final = PROCESSES.most + 1
"""So many chunks are being checked or wait to be written."""

_Row = TypeVar("_Row")


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
    reader = line_reader_of(mapping, lambda path: path.rpartition(".")[2] in dates)
    with PROCESSES.held():
        async with aclosing(_ahead(intake, _chunks(reader, body, progress.line))) as chunks:
            async for chunk in chunks:
                progress = await take_rows(call, intake, progress, chunk)
                tell(progress)
    return await close_batch(call, progress.id)


async def _ahead(intake: Intake, chunks: AsyncIterator[list[Given]]) -> AsyncGenerator[Chunk, None]:
    """Yield chunks checked; while one is being written, those behind it are read and checked.

    The first is checked here: few deliveries have a second, and for those no process is started.
    """
    coming: Queue[Task[Chunk] | None] = Queue()
    room = Semaphore(AHEAD - 1)

    async def follow() -> None:
        checking = intake.check
        async for rows in chunks:
            coming.put_nowait(create_task(checking(rows)))
            checking = intake.prepare
            await room.acquire()

    following = create_task(follow())
    following.add_done_callback(lambda _: coming.put_nowait(None))
    try:
        while chunk := await coming.get():
            yield await chunk
            room.release()
        await following
    finally:
        following.cancel()
        while not coming.empty():
            if left := coming.get_nowait():
                left.cancel()


async def _chunks(
    reader: LineReader | Reader, body: AsyncIterator[bytes], after: int
) -> AsyncIterator[list[Given]]:
    """Yield the rows behind a line in chunks of bounded size."""
    held: list[Given] = []
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


async def in_thread(rows: Iterator[_Row], most: int) -> AsyncGenerator[list[_Row], None]:
    """Read a number of rows at a time beside the event loop."""
    while read := await to_thread(lambda: list(islice(rows, most))):
        yield read
