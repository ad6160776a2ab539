"""Write what the departments of the sample province hand in: one folder, the same for one seed."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import orjson
import yaml

from hub.policy.entry import Entry
from hub.sample.events import Event, events_of, happened
from hub.sample.faulty import ENTRY as FAULTY_ENTRY
from hub.sample.faulty import write_faulty
from hub.sample.files import Landmark, current_entries, load_entries, load_values
from hub.sample.layouts import (
    DRIVING_LICENSES,
    PAPER_REAL_ESTATE,
    PHYSICIAN_LICENSES,
    Layout,
    write_csv,
    write_mapping,
    write_xlsx,
)
from hub.sample.province import Record, landmark_licenses, licenses

MANIFEST = "manifest.yaml"
_RECORD_FORM = Layout(format="ndjson")
_FIRST_PAPER = 50_000_001
_OLD_SHARE = 5
"""One in so many licenses lies under the first revision of an entry that has two."""

_OWN_SYSTEMS = {"driving-license": DRIVING_LICENSES, "physician-license": PHYSICIAN_LICENSES}
"""Entries whose departments export in a form of their own."""


class Export(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file of the folder: who hands it in, and by which mapping it is read."""

    file: str
    sector: str
    organization: str
    kind: str
    mapping: str | None = None


def write_exports(folder: Path, size: int, seed: int) -> list[Export]:
    """Write about so many licenses as export files, with their mappings and a manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    exports = [export for write in _WRITERS for export in write(folder, size, seed)]
    said = yaml.safe_dump(msgspec.to_builtins(exports), sort_keys=False)
    (folder / MANIFEST).write_text(said, "utf-8")
    return exports


def share(entry: Entry, size: int) -> int:
    """Return how many of so many licenses are of an entry."""
    weights = load_values().weights
    total = sum(weights.get(code, 1) for code in current_entries())
    return size * weights.get(entry.code, 1) // total


def _sectors() -> Iterator[tuple[str, list[Entry]]]:
    entries = sorted(current_entries().values(), key=lambda entry: (entry.sector, entry.code))
    for sector, members in groupby(entries, key=lambda entry: entry.sector):
        yield sector, list(members)


def _record_forms(folder: Path, size: int, seed: int) -> Iterator[Export]:
    """Most departments hand in the record form of the hub itself."""
    marked = list(landmark_licenses())
    for sector, entries in _sectors():
        codes = {entry.code for entry in entries}
        landmarks = [record for _, record in marked if record["entry"] in codes]
        made = (
            record
            for entry in entries
            if entry.code not in _OWN_SYSTEMS
            for record in _of_entry(entry, size, seed)
        )
        path = folder / f"{sector}.ndjson"
        _write_lines(path, landmarks)
        _write_lines(path, made, more=True)
        yield _export(path, entries[0], "LICENSES", _RECORD_FORM)


def _of_entry(entry: Entry, size: int, seed: int) -> Iterator[Record]:
    count = share(entry, size)
    revisions = [(said, order) for said, order in load_entries() if said.code == entry.code]
    if len(revisions) == 1:
        yield from licenses(entry, seed, count)
        return
    old = count // _OLD_SHARE
    (first, number), (current, latest) = revisions
    yield from licenses(first, seed, old, revision=number)
    yield from licenses(current, seed, count - old, revision=latest, first=old + 1)


_Write = Callable[[Path, Layout, Iterable[Record]], None]
_WRITE: dict[str, _Write] = {"csv": write_csv, "xlsx": write_xlsx}


def _own_systems(folder: Path, size: int, seed: int) -> Iterator[Export]:
    for code, layout in _OWN_SYSTEMS.items():
        entry = current_entries()[code]
        path = folder / f"{code}.{layout.format}"
        _WRITE[layout.format](path, layout, licenses(entry, seed, share(entry, size)))
        yield _export(path, entry, "LICENSES", layout)


def _paper(folder: Path, size: int, seed: int) -> Iterator[Export]:
    """Write what the land registries digitized from paper (art. 11)."""
    entry = current_entries()[PAPER_REAL_ESTATE.entry or ""]
    records = licenses(entry, seed, share(entry, size) // 4, first=_FIRST_PAPER)
    path = folder / "paper-real-estate.csv"
    write_csv(path, PAPER_REAL_ESTATE, records)
    yield _export(path, entry, "LICENSES", PAPER_REAL_ESTATE)


def _events(folder: Path, size: int, seed: int) -> Iterator[Export]:
    """Write what happened since to licenses kept elsewhere (art. 10), partly out of order."""
    marked = list(landmark_licenses())
    for sector, entries in _sectors():
        codes = {entry.code for entry in entries}
        path = folder / f"{sector}.events.ndjson"
        _write_lines(path, _marked_events(marked, codes))
        for entry in entries:
            _write_lines(path, happened(_of_entry(entry, size, seed)), more=True)
        yield _export(path, entries[0], "EVENTS")


def _marked_events(marked: list[tuple[Landmark, Record]], codes: set[str]) -> Iterator[Event]:
    for landmark, record in marked:
        if landmark.entry in codes:
            yield from events_of(record, landmark.events)


def _faulty(folder: Path, _size: int, seed: int) -> Iterator[Export]:
    path = folder / "faulty.ndjson"
    write_faulty(path, seed)
    yield _export(path, current_entries()[FAULTY_ENTRY], "FAULTY", _RECORD_FORM)


_WRITERS = (_record_forms, _own_systems, _paper, _events, _faulty)


def _export(path: Path, entry: Entry, kind: str, layout: Layout | None = None) -> Export:
    """Write the mapping of a file, if it has one, and note the file."""
    mapping = None
    if layout is not None:
        mapping = f"{path.name}.mapping.yaml"
        write_mapping(path.with_name(mapping), layout)
    return Export(path.name, entry.sector, entry.owner, kind, mapping)


def _write_lines(path: Path, rows: Iterable[dict[str, Any]], *, more: bool = False) -> None:
    with path.open("ab" if more else "wb") as file:
        file.writelines(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)
