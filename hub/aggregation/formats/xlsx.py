"""Read the first sheet of a workbook row by row, after a look at what it would unpack to."""

import re
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from hub.aggregation.formats.csv import MapperOf
from hub.aggregation.formats.rows import Read, Row
from hub.errors import Kind, Refusal

LARGEST_FILE: Final = 32 << 20
LARGEST_UNPACKED: Final = 512 << 20
LARGEST_RATIO: Final = 100
MOST_PARTS: Final = 1000
FORMULA: Final = "="

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z0-9:]{1,32})[\"']")
_PART = 1 << 20
_OVERLAP = 256


class WorkbookRefused(Refusal):
    """A file that is no workbook, or one that would unpack to too much."""

    kind = Kind.INVALID
    zh = "不是有效的 XLSX 文件，或解压后过大"
    en = "This is not a valid XLSX file, or it would unpack to too much"


class MergedCells(Refusal):
    """A sheet in which one cell stands for several, where every row must say all of itself."""

    kind = Kind.INVALID
    zh = "工作表有合并单元格（{cells}），请取消合并并逐行填写"
    en = "Cells of the sheet are merged ({cells}); unmerge them, and fill in every row"


class XlsxReader:
    """Keeps the bytes aside until they have all come, since a workbook is read from its end.

    `as_written` reads formulas as formulas, not as what a program computed last, and takes no
    merged cells.
    """

    def __init__(self, mapper_of: MapperOf, *, as_written: bool = False) -> None:
        """Take what makes the mapper from the header, and how strictly the sheet is read."""
        self._mapper_of = mapper_of
        self._as_written = as_written
        self._file = BytesIO()

    def feed(self, chunk: bytes) -> Iterator[Read]:
        """Take a chunk; no row is known yet.

        Raises: WorkbookRefused.
        """
        self._file.write(chunk)
        if self._file.tell() > LARGEST_FILE:
            raise WorkbookRefused
        return iter(())

    def close(self) -> Iterator[Read]:
        """Yield the rows below the header of the first sheet.

        Raises: WorkbookRefused, MergedCells, ColumnsMissing, MappingUnreadable.
        """
        _check_size(self._file)
        sheet = _first_sheet(self._file, as_written=self._as_written)
        header = [str(cell or "").strip() for cell in next(sheet, ())]
        mapper = self._mapper_of(header)
        for number, cells in enumerate(sheet, 2):
            if any(cell is not None for cell in cells):
                texts = map(_text, cells)
                yield Row(number, mapper.record(dict(zip(header, texts, strict=False))))


def _check_size(file: BytesIO) -> None:
    """Refuse what unpacks to too much; zipfile itself holds a part to the size it declares."""
    try:
        with ZipFile(file) as workbook:
            parts = workbook.infolist()
    except (BadZipFile, OSError, ValueError):
        raise WorkbookRefused from None
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > min(LARGEST_UNPACKED, packed * LARGEST_RATIO):
        raise WorkbookRefused


def _first_sheet(file: BytesIO, *, as_written: bool) -> Iterator[Sequence[Any]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles, which do not matter here
            workbook = load_workbook(
                file, read_only=True, data_only=not as_written, keep_links=False
            )
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # declared by the sender, and not to be relied on
        if as_written:
            _demand_no_merged(sheet)
        yield from sheet.iter_rows(values_only=True)
    except MergedCells:
        raise
    except Exception:  # noqa: BLE001 - the library lets out whatever a broken file makes it raise
        raise WorkbookRefused from None


def _demand_no_merged(sheet: ReadOnlyWorksheet) -> None:
    """Look for merged cells, which are told of behind the rows.

    Raises: MergedCells.
    """
    kept = b""
    # the library reads past them; the stubs do not know how it opens the part of a sheet
    with sheet._get_source() as source:  # type: ignore[attr-defined]  # noqa: SLF001
        while part := source.read(_PART):
            if found := _MERGED.search(kept + part):
                raise MergedCells(cells=found[1].decode())
            kept = part[-_OVERLAP:]


def _text(cell: object) -> str:
    """Return a cell as a table of text would have it."""
    match cell:
        case None:
            return ""
        case datetime() | date():
            return cell.strftime("%Y-%m-%d")
        case ArrayFormula() | DataTableFormula():
            return FORMULA
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)
