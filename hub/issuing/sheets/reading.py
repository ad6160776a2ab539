"""Read a filled-in spreadsheet: XLSX, or CSV in UTF-8 or GB18030, by the columns of its entry."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from hub.aggregation.formats.csv import CsvReader
from hub.aggregation.formats.mapping import ColumnMapping, ColumnsMissing, Mapper
from hub.aggregation.formats.rows import Read, Reader, Row
from hub.aggregation.formats.xlsx import XlsxReader
from hub.issuing.sheets.columns import LIST_SEPARATOR, Column, date_paths
from hub.issuing.sheets.refusals import ColumnsUnknown
from hub.issuing.sheets.template import REQUIRED
from hub.policy.terms import FieldType

DATES: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%Y.%m.%d")
ZIPPED: Final = b"PK"


class SheetMapping:
    """Turns the columns of one spreadsheet into records, whatever their order."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """Take the columns of the entry."""
        self._columns = columns
        self._dates = date_paths(list(columns))
        self._by_heading = {column.zh: column for column in columns} | {
            column.path: column for column in columns
        }
        self.keys_row: Mapping[str, Any] | None = None
        """What the row of keys comes to, by which it is known and left out."""

    def mapper(self, header: Sequence[str]) -> Mapper:
        """Return what maps a table of this header.

        Raises: ColumnsUnknown, ColumnsMissing.
        """
        found = self._found(header)
        there = {column.path for column in found.values()}
        missing = [one.zh for one in self._columns if one.required and one.path not in there]
        if missing:
            raise ColumnsMissing(columns="、".join(missing))
        mapper = Mapper(_mapping(found, self._columns), lambda path: path in self._dates)
        self.keys_row = mapper.record({heading: one.path for heading, one in found.items()})
        return mapper

    def _found(self, header: Sequence[str]) -> dict[str, Column]:
        """Return the columns by the headings as they are written.

        Raises: ColumnsUnknown.
        """
        named = [heading.strip().rstrip(REQUIRED + "＊").strip() for heading in header]
        while named and not named[-1]:  # empty columns at the right end are none
            named.pop()
        columns = [self._by_heading.get(name) for name in named]
        taken = [column.path for column in columns if column]
        wrong = [
            str(place)
            for place, column in enumerate(columns, 1)
            if column is None or taken.count(column.path) > 1
        ]
        if wrong:
            raise ColumnsUnknown(columns=", ".join(wrong))
        return {raw: one for raw, one in zip(header, columns, strict=False) if one}


def _mapping(found: Mapping[str, Column], columns: Sequence[Column]) -> ColumnMapping:
    return ColumnMapping(
        format="csv",
        columns={heading: column.path for heading, column in found.items()},
        constants={one.path: one.fallback for one in columns if one.fallback is not None},
        dates=DATES,
        values={heading: _meanings(one) for heading, one in found.items() if one.choices},
        lists={
            heading: LIST_SEPARATOR for heading, one in found.items() if one.type is FieldType.LIST
        },
    )


def _meanings(column: Column) -> dict[str, str | None]:
    """Return what a choice means, by its whole label or by its words alone."""
    words = {label.partition(" ")[2]: value for label, value in column.choices.items()}
    return {**{word: value for word, value in words.items() if word}, **column.choices}


def read_rows(body: bytes, columns: Sequence[Column]) -> Iterator[Read]:
    """Yield the rows of a spreadsheet, the row of keys left out.

    Raises: WorkbookRefused, MergedCells, ColumnsMissing, ColumnsUnknown.
    """
    mapping = SheetMapping(columns)
    reader = _reader(body, mapping)
    for read in chain(reader.feed(body), reader.close()):
        if not (isinstance(read, Row) and read.record == mapping.keys_row):
            yield read


def _reader(body: bytes, mapping: SheetMapping) -> Reader:
    if body.startswith(ZIPPED):
        return XlsxReader(mapping.mapper, as_written=True)
    return CsvReader(_encoding(body), mapping.mapper)


def _encoding(body: bytes) -> str:
    """Tell UTF-8 from GB18030, which a spreadsheet program of the country writes by default."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"
