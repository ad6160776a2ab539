"""Take a decided cell's value out of its row, as JSON text; what was withheld is not there."""

from binascii import a2b_base64
from collections.abc import Callable
from typing import Final

import msgspec
import orjson

from hub.crypto.envelope import Envelopes
from hub.identity.directory import Directory
from hub.policy.entry import ISSUER
from hub.policy.masks import masked
from hub.policy.terms import FieldType, Outcome
from hub.reading.cells import COLUMNS, COMPUTED, SEALED
from hub.reading.decide import DecidedCell, Row
from hub.reading.links import Links

Reader = Callable[["Values", Row], str | None]
"""Takes the JSON text of one cell out of a row."""


class Values:
    """Opens cells: unseals what was granted, and works out what is no stored value."""

    def __init__(self, envelopes: Envelopes, images: Links, directory: Directory) -> None:
        """Take the data keys, the maker of links, and the organizations."""
        self.open: Final = envelopes.open
        self._images = images
        self._directory = directory

    def json_of(self, row: Row, decided: DecidedCell) -> str | None:
        """Return the JSON text of a cell's value, or None where it is empty or withheld."""
        return reader_of(decided)(self, row)

    def stored(self, row: Row, decided: DecidedCell) -> str | None:
        """Return the JSON text that the statement let through, unsealed where it was sealed."""
        return _stored(decided)(self, row)

    def link(self, row: Row, name: str) -> str:
        """Return a link to an image, as JSON."""
        record = row.record
        link = self._images.link(record["holder_key"], record["id"], part=name)
        return orjson.dumps(link).decode()

    def issuers(self, row: Row) -> str:
        """Return the names of who issued a license, as JSON."""
        names = [self._directory.by_id[one].name_zh for one in row.issuers]
        return orjson.dumps("、".join(names)).decode()

    def unsealed(self, row: Row, name: bytes, text: str) -> str:
        """Return what an envelope holds; it fits one cell of one version alone."""
        return self.open(a2b_base64(text[1:]), row.record["face_id"].bytes + name).decode()


class Stored(msgspec.Struct, frozen=True):
    """Reads a cell where it lies in a row: who writes many rows reads it there directly."""

    position: int
    name: bytes

    def __call__(self, values: Values, row: Row) -> str | None:
        """Return the JSON text of the cell."""
        cells = row.record["cells"]
        text: str | None = cells and cells[self.position]
        if text is None or text[0] != SEALED:
            return text
        return values.unsealed(row, self.name, text)


class WorkedOut(msgspec.Struct, frozen=True):
    """Reads a cell that is the same in all rows decided alike, or in those of the same issuers."""

    read: Reader
    by_issuers: bool

    def __call__(self, values: Values, row: Row) -> str | None:
        """Return the JSON text of the cell."""
        return self.read(values, row)


def reader_of(decided: DecidedCell) -> Reader:
    """Return what reads a cell in all rows that were decided alike."""
    cell, decision = decided.cell, decided.decision
    if decision.outcome is Outcome.WITHHELD:
        return nothing
    if cell.field.key in COMPUTED:
        issuer = cell.field.key == ISSUER
        read = _masking(decided, Values.issuers if issuer else _state)
        return WorkedOut(read, by_issuers=issuer)
    if cell.field.type is FieldType.IMAGE:
        return _linking(decided)
    if cell.field.key in COLUMNS:
        return _masking(decided, _stored(decided))
    return _stored(decided)


def nothing(_values: Values, _row: Row) -> None:
    """Read a cell that shows nothing in any row."""


def _state(_values: Values, row: Row) -> str:
    return orjson.dumps(row.decided.state).decode()


def _stored(decided: DecidedCell) -> Reader:
    if decided.position is None:
        return nothing
    return Stored(decided.position, decided.cell.name.encode())


def _linking(decided: DecidedCell) -> Reader:
    stored, name = _stored(decided), decided.cell.name

    def read(values: Values, row: Row) -> str | None:
        return None if stored(values, row) is None else values.link(row, name)

    return read


def _masking(decided: DecidedCell, read: Reader) -> Reader:
    """Mask what is no stored cell, and so has no stored mask."""
    rule, keep = decided.decision.mask, decided.cell.field.keep
    if rule is None:
        return read

    def masking(values: Values, row: Row) -> str | None:
        text = read(values, row)
        if text is None:
            return None
        return orjson.dumps(masked(rule, orjson.loads(text), keep)).decode()

    return masking
