"""What a reader yields: a row as a record, or a line that could not be read."""

from collections.abc import Iterator
from typing import Any, Final, Protocol

import msgspec

from hub.aggregation.rules.faults import RowFault

LONGEST_LINE: Final = 1 << 20
KEPT_OF_A_BAD_LINE: Final = 64 << 10


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row in the record form, not yet checked."""

    line: int
    record: dict[str, Any]

    @property
    def raw(self) -> bytes:
        """Return the row as it is kept in quarantine."""
        return msgspec.json.encode(self.record)


class BadRow(msgspec.Struct, frozen=True):
    """A line that is no row, and why not."""

    line: int
    raw: bytes
    fault: RowFault


class Unread(msgspec.Struct, frozen=True, gc=False):
    """A line of JSON in UTF-8, to be read where it is checked."""

    line: int
    raw: bytes


Read = Row | BadRow


class Reader(Protocol):
    """Takes the bytes of a delivery in chunks of any size and yields its rows in order."""

    def feed(self, chunk: bytes) -> Iterator[Read]:
        """Take a chunk and yield the rows that end in it."""

    def close(self) -> Iterator[Read]:
        """Yield what is left when the bytes have ended."""
