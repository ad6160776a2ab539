"""Cut bytes into numbered lines of bounded length, wherever the chunks begin and end."""

from collections.abc import Iterator

from hub.aggregation.formats.rows import KEPT_OF_A_BAD_LINE, LONGEST_LINE, BadRow
from hub.aggregation.rules.faults import LineTooLong

UTF8_MARK = b"\xef\xbb\xbf"

Line = tuple[int, bytes] | BadRow
"""A line with its number, or one that is too long."""


class Lines:
    """Holds no more than the longest line that is allowed, and one chunk."""

    def __init__(self, limit: int = LONGEST_LINE) -> None:
        """Start before the first line."""
        self._limit = limit
        self._number = 0
        self._rest = b""
        self._cut = False

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """Yield the lines that end in this chunk, without their line ends."""
        *ended, rest = chunk.split(b"\n")
        for line in ended:
            yield self._end(self._joined(line))
        self._rest = self._joined(rest)

    def close(self) -> Iterator[Line]:
        """Yield the last line where no line end follows it."""
        if self._rest:
            yield self._end(self._rest)

    def _joined(self, part: bytes) -> bytes:
        """Return the line so far, cut once it is too long for its end to matter."""
        whole = self._rest + part if self._rest else part
        self._rest = b""
        if len(whole) > self._limit + len(UTF8_MARK):
            self._cut = True
            return whole[:KEPT_OF_A_BAD_LINE]
        return whole

    def _end(self, line: bytes) -> Line:
        self._number += 1
        cut, self._cut, self._rest = self._cut, False, b""
        line = line.removeprefix(UTF8_MARK) if self._number == 1 else line
        if cut or len(line) > self._limit:
            fault = LineTooLong(limit=self._limit)
            return BadRow(self._number, line[:KEPT_OF_A_BAD_LINE], fault)
        return self._number, line.removesuffix(b"\r")
