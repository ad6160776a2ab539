"""Read one JSON object a line."""

from collections.abc import Iterable, Iterator

import orjson

from hub.aggregation.formats.lines import Line, Lines
from hub.aggregation.formats.mapping import Mapper
from hub.aggregation.formats.rows import BadRow, Read, Row, Unread
from hub.aggregation.rules.faults import NotDecodable, NotReadable

UTF8 = "utf-8"


class LineReader:
    """Yields each line as it is; empty lines are passed over."""

    def __init__(self) -> None:
        """Start before the first line."""
        self._lines = Lines()

    def feed(self, chunk: bytes) -> Iterator[Unread | BadRow]:
        """Take a chunk and yield the lines that end in it."""
        return _unread(self._lines.feed(chunk))

    def close(self) -> Iterator[Unread | BadRow]:
        """Yield a last line without its end."""
        return _unread(self._lines.close())


class NdjsonReader:
    """Yields a record for each line that holds an object; empty lines are passed over."""

    def __init__(self, encoding: str = UTF8, mapper: Mapper | None = None) -> None:
        """Take the encoding, and a mapper where the objects are not in the record form."""
        self._encoding = encoding
        self._mapper = mapper
        self._lines = LineReader()

    def feed(self, chunk: bytes) -> Iterator[Read]:
        """Take a chunk and yield the rows that end in it."""
        return map(self._row, self._lines.feed(chunk))

    def close(self) -> Iterator[Read]:
        """Yield the row of a last line without its end."""
        return map(self._row, self._lines.close())

    def _row(self, line: Unread | BadRow) -> Read:
        row = line if isinstance(line, BadRow) else read_line(line, self._encoding)
        if self._mapper is None or isinstance(row, BadRow):
            return row
        return Row(row.line, self._mapper.record(row.record))


def _unread(lines: Iterable[Line]) -> Iterator[Unread | BadRow]:
    for line in lines:
        if isinstance(line, BadRow):
            yield line
        elif line[1] and not line[1].isspace():
            yield Unread(*line)


def read_line(line: Unread, encoding: str = UTF8) -> Read:
    """Return the record that a line holds, or say why it holds none."""
    try:
        record = orjson.loads(line.raw if encoding == UTF8 else line.raw.decode(encoding))
    except UnicodeDecodeError:
        return BadRow(line.line, line.raw, NotDecodable(encoding=encoding))
    except orjson.JSONDecodeError:
        return BadRow(line.line, line.raw, _unreadable(line.raw, encoding))
    if not isinstance(record, dict):
        return BadRow(line.line, line.raw, NotReadable(format="NDJSON"))
    return Row(line.line, record)


def _unreadable(raw: bytes, encoding: str) -> NotDecodable | NotReadable:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return NotDecodable(encoding=encoding)
    return NotReadable(format="NDJSON")
