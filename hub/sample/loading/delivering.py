"""Deliver what the departments hand in: licenses first, then what happened to them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

import msgspec

from hub.aggregation.formats.mapping import ColumnMapping, read_mapping
from hub.aggregation.pipeline import Delivery, aggregate_stream
from hub.identity.terms import Role
from hub.sample.exports import Export, write_exports
from hub.sample.loading.stage import Stage, Told, persona_in

_PART: Final = 1 << 18
_ORDER: Final = ("LICENSES", "EVENTS", "FAULTY")
_PLAIN = msgspec.convert({"format": "ndjson"}, ColumnMapping)


class Exports(msgspec.Struct, frozen=True):
    """The folder that the departments' exports are written to, and how many licenses, about."""

    folder: Path
    size: int
    seed: int


async def deliver(stage: Stage, wanted: Exports) -> None:
    """Write the exports of the departments and aggregate them (归集, art. 9, 11)."""
    stage.tell(Told("exports", 0, 1))
    folder = wanted.folder
    exports = await asyncio.to_thread(write_exports, folder, wanted.size, wanted.seed)
    stage.tell(Told("exports", 1, 1))
    exports.sort(key=lambda export: _ORDER.index(export.kind))
    counter = _Counter(stage, sum((folder / export.file).stat().st_size for export in exports))
    for export in exports:
        await _deliver(stage, folder, export, counter.count)


async def _deliver(
    stage: Stage, folder: Path, export: Export, count: Callable[[int], None]
) -> None:
    mapping = read_mapping((folder / export.mapping).read_bytes()) if export.mapping else _PLAIN
    call = await stage.call(persona_in(export.organization, Role.AGGREGATOR))
    delivery = Delivery(source=export.file, key=export.file, mapping=mapping)
    await aggregate_stream(call, stage.keys, delivery, _parts(folder / export.file, count))


class _Counter:
    """Counts the bytes delivered."""

    def __init__(self, stage: Stage, total: int) -> None:
        self._stage = stage
        self._total = total
        self._done = 0

    def count(self, more: int) -> None:
        self._done += more
        self._stage.tell(Told("licenses", self._done, self._total))


async def _parts(file: Path, count: Callable[[int], None]) -> AsyncIterator[bytes]:
    with file.open("rb") as opened:
        while part := await asyncio.to_thread(opened.read, _PART):
            yield part
            count(len(part))
