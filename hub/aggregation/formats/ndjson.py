"""Read one JSON object a line."""

from collections.abc import Iterable, Iterator

import orjson

from hub.aggregation.formats.lines import Line, Lines
from hub.aggregation.formats.mapping import Mapper
from hub.aggregation.formats.rows import BadRow, Read, Row
from hub.aggregation.rules.faults import NotDecodable, NotReadable


class NdjsonReader:
    """Yields a record for each line that holds an object; empty lines are passed over."""

    def __init__(self, encoding: str = "utf-8", mapper: Mapper | None = None) -> None:
        """Take the encoding, and a mapper where the objects are not in the record form."""
        self._encoding = encoding
        self._mapper = mapper
        self._lines = Lines()

    def feed(self, chunk: bytes) -> Iterator[Read]:
        """Take a chunk and yield the rows that end in it."""
        return self._rows(self._lines.feed(chunk))

    def close(self) -> Iterator[Read]:
        """Yield the row of a last line without its end."""
        return self._rows(self._lines.close())

    def _rows(self, lines: Iterable[Line]) -> Iterator[Read]:
        for line in lines:
            if isinstance(line, BadRow):
                yield line
            elif not line[1].isspace() and line[1]:
                yield self._row(*line)

    def _row(self, number: int, raw: bytes) -> Read:
        try:
            text = raw if self._encoding == "utf-8" else raw.decode(self._encoding)
            record = orjson.loads(text)
        except UnicodeDecodeError:
            return BadRow(number, raw, NotDecodable(encoding=self._encoding))
        except orjson.JSONDecodeError:
            return BadRow(number, raw, self._unreadable(raw))
        if not isinstance(record, dict):
            return BadRow(number, raw, NotReadable(format="NDJSON"))
        return Row(number, self._mapper.record(record) if self._mapper else record)

    def _unreadable(self, raw: bytes) -> NotDecodable | NotReadable:
        try:
            raw.decode(self._encoding)
        except UnicodeDecodeError:
            return NotDecodable(encoding=self._encoding)
        return NotReadable(format="NDJSON")
