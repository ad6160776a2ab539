"""Read tables of comma-separated values, in UTF-8 or GB18030, with cells over several lines."""

import csv
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from hub.aggregation.formats.lines import Line, Lines
from hub.aggregation.formats.mapping import Mapper
from hub.aggregation.formats.rows import KEPT_OF_A_BAD_LINE, LONGEST_LINE, BadRow, Read, Row
from hub.aggregation.rules.faults import NotDecodable, NotReadable, RowFault

MapperOf = Callable[[Sequence[str]], Mapper]
"""Makes the mapper once the header is known."""


class CsvReader:
    """Yields a record for each row below the header.

    A quote that is never closed spoils its own line only: the lines that were taken for the rest
    of its cell are read again.
    """

    def __init__(self, encoding: str, mapper_of: MapperOf) -> None:
        """Take the encoding and what makes the mapper from the header."""
        self._encoding = encoding
        self._mapper_of = mapper_of
        self._mapper: Mapper | None = None
        self._header: list[str] = []
        self._lines = Lines()
        self._waiting: deque[Line] = deque()
        self._open: list[tuple[int, bytes]] = []
        self._size = self._quotes = 0

    def feed(self, chunk: bytes) -> Iterator[Read]:
        """Take a chunk and yield the rows that end in it.

        Raises: ColumnsMissing, MappingUnreadable.
        """
        self._waiting.extend(self._lines.feed(chunk))
        return self._rows()

    def close(self) -> Iterator[Read]:
        """Yield what is left: a last line, and the lines behind a quote that was not closed."""
        self._waiting.extend(self._lines.close())
        yield from self._rows()
        while self._open:
            yield self._give_up(NotReadable(format="CSV"))
            yield from self._rows()

    def _rows(self) -> Iterator[Read]:
        while self._waiting:
            line = self._waiting.popleft()
            if isinstance(line, BadRow):
                yield from self._broken_off(line)
            elif line[1] or self._open:
                self._open.append(line)
                self._size += len(line[1])
                self._quotes += line[1].count(b'"')  # in neither encoding part of a character
                yield from self._row()

    def _broken_off(self, line: BadRow) -> Iterator[Read]:
        if self._open:
            self._waiting.appendleft(line)
            yield self._give_up(NotReadable(format="CSV"))
        else:
            yield line

    def _row(self) -> Iterator[Read]:
        """Yield the row that the open lines make, once their quotes are closed."""
        if self._quotes % 2:
            if self._size > LONGEST_LINE:
                yield self._give_up(NotReadable(format="CSV"))
            return
        try:
            cells = self._cells(b"\n".join(raw for _, raw in self._open))
        except RowFault as fault:
            yield self._give_up(fault)
            return
        number = self._open[0][0]
        self._close_lines()
        if self._mapper is None:
            self._header, self._mapper = cells, self._mapper_of(cells)
        else:
            yield Row(number, self._mapper.record(dict(zip(self._header, cells, strict=True))))

    def _cells(self, raw: bytes) -> list[str]:
        try:
            text = raw.decode(self._encoding)
            cells = next(csv.reader([text], strict=True))
        except UnicodeDecodeError:
            raise NotDecodable(encoding=self._encoding) from None
        except csv.Error:
            raise NotReadable(format="CSV") from None
        if self._header and len(cells) != len(self._header):
            raise NotReadable(format="CSV")
        return cells

    def _give_up(self, fault: RowFault) -> BadRow:
        """Let go of the first open line and read the others again."""
        (number, raw), *others = self._open
        self._close_lines()
        self._waiting.extendleft(reversed(others))
        return BadRow(number, raw[:KEPT_OF_A_BAD_LINE], fault)

    def _close_lines(self) -> None:
        self._open, self._size, self._quotes = [], 0, 0
