"""Rows as CSV that spreadsheets open as it was meant."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

BOM: Final = "\ufeff"
"""By it spreadsheets know UTF-8."""
FORMULA: Final = tuple("=+-@\t\r")


def csv_text(rows: Iterable[Iterable[str | Sequence[str]]], header: Sequence[str] | None) -> str:
    """Write rows, below a header where one is given."""
    text = io.StringIO()
    writer = csv.writer(text)
    if header is not None:
        text.write(BOM)
        writer.writerow(header)
    writer.writerows(map(_cell, row) for row in rows)
    return text.getvalue()


def _cell(value: str | Sequence[str]) -> str:
    """Write a cell that no spreadsheet takes for a formula: causes are what others typed."""
    text = value if isinstance(value, str) else "、".join(value)
    return f"'{text}" if text.startswith(FORMULA) else text
