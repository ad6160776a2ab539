"""Make the template of an entry's spreadsheet (制证表格模板): columns, drop-downs and notes."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hub.issuing.sheets.columns import (
    LIST_SEPARATOR,
    MOST_GROUPS,
    Column,
)
from hub.policy.entry import Entry
from hub.policy.terms import FieldType

NOTES_SHEET: Final = "说明 Notes"
FIRST_ROW: Final = 3
LAST_ROW: Final = 1_048_576
TEXT_FORMAT, DATE_FORMAT = "@", "yyyy-mm-dd"
REQUIRED: Final = "*"
AUTHOR: Final = "电子证照"
_NEEDED, _FREE = PatternFill("solid", fgColor="F8CBAD"), PatternFill("solid", fgColor="D9E1F2")
_GREY = Font(color="808080", italic=True)
_LONGEST_TITLE = 31
_NO_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))

TYPES: Final = {
    FieldType.TEXT: ("文本", "text", "示例文本"),
    FieldType.CODE: ("单行文本", "one line of text", "A-001"),
    FieldType.DATE: ("日期", "a date", "2026-03-01"),
    FieldType.NUMBER: ("数字", "a number", "100.5"),
    FieldType.LIST: ("列表，以“；”分隔", "a list, parted by ；", f"甲{LIST_SEPARATOR}乙"),
    FieldType.IMAGE: ("base64 编码的 PNG 或 JPEG", "PNG or JPEG in base64", "iVBORw0KGgo…"),
}


def template_of(entry: Entry, columns: Sequence[Column], max_holders: int) -> bytes:
    """Return the template of an entry's revision as a workbook (XLSX, art. 8)."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = entry.zh.translate(_NO_TITLE)[:_LONGEST_TITLE]
    for place, column in enumerate(columns, 1):
        _column(sheet, place, column)
    sheet.row_dimensions[2].hidden = True  # keys, for whoever reads the report
    sheet.freeze_panes = f"A{FIRST_ROW}"
    _notes(workbook.create_sheet(NOTES_SHEET), _rules(entry, max_holders), columns)
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def _column(sheet: Worksheet, place: int, column: Column) -> None:
    letter = get_column_letter(place)
    heading = _cell(sheet, 1, place, column.zh + (REQUIRED if column.required else ""))
    heading.font, heading.fill = Font(bold=True), _NEEDED if column.required else _FREE
    heading.comment = Comment("\n".join(_note(column)), AUTHOR, height=160, width=320)
    _cell(sheet, 2, place, column.path).font = _GREY
    # a format for the column: what is typed stays text, an identity number no figure
    dated = column.type is FieldType.DATE
    sheet.column_dimensions[letter].number_format = DATE_FORMAT if dated else TEXT_FORMAT
    sheet.column_dimensions[letter].width = max(14, 2 * len(column.zh) + 4)
    if column.choices or dated:
        validation = _validation(column)
        sheet.add_data_validation(validation)
        validation.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")


def _cell(sheet: Worksheet, row: int, place: int, text: str) -> Cell:
    cell = sheet.cell(row, place, text)
    if not isinstance(cell, Cell):
        raise TypeError(type(cell))
    cell.number_format, cell.alignment = TEXT_FORMAT, Alignment(wrap_text=True, vertical="top")
    return cell


def _validation(column: Column) -> DataValidation:
    """Return what a cell may hold: one of a list, or a date."""
    if column.choices:
        listed = ",".join(column.choices)
        made = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
        made.error = f"请从列表中选择 / choose from the list: {listed}"
    else:
        made = DataValidation(
            type="date", operator="greaterThan", formula1="DATE(1900,1,1)", allow_blank=True
        )
        made.error = "请填写日期，如 2026-03-01 / a date such as 2026-03-01"
        made.errorStyle = "warning"  # a date written as text is read all the same
    made.showErrorMessage = True
    return made


def _note(column: Column) -> list[str]:
    """Return the lines of a note: name, kind, whether it is required, an example."""
    kind_zh, kind_en, example = _kind(column)
    must_zh, must_en = ("必填", "required") if column.required else ("选填", "optional")
    lines = [
        f"{column.zh} / {column.en}",
        f"{kind_zh}，{must_zh} / {kind_en}, {must_en}",
        f"示例 / example: {example}",
    ]
    return [*lines, " / ".join(column.note)] if column.note[0] else lines


def _kind(column: Column) -> tuple[str, str, str]:
    if column.choices:
        return "从列表中选择", "one of a list", next(iter(column.choices))
    return TYPES[column.type]


def _notes(sheet: Worksheet, rules: Sequence[str], columns: Sequence[Column]) -> None:
    """Write the second sheet: how to fill in the first, and each column's note."""
    for line in rules:
        sheet.append([line])
    sheet.append([])
    sheet.append(["列 / Column", "键 / Key", "说明 / Notes"])
    for column in columns:
        sheet.append([column.zh, column.path, "\n".join(_note(column))])
    for letter, width in (("A", 36), ("B", 34), ("C", 70)):
        sheet.column_dimensions[letter].width = width


def _rules(entry: Entry, max_holders: int) -> list[str]:
    told = [
        f"{entry.zh} / {entry.en}（{entry.code}）",
        "每行一件证照，自第 3 行起；带 * 的列必填。/ One license a row, from row 3; * is required.",
        "不要合并单元格，不要使用公式。/ No merged cells, no formulas.",
        "不要改动表头；可删除选填列。/ Leave the headings; optional columns may be deleted.",
    ]
    if max_holders > MOST_GROUPS:
        told.append(
            f"本表最多填写 {MOST_GROUPS} 个持证主体，更多者（至多 {max_holders} 个）"
            "请以 issueLicense 制发。"
            f"/ Columns for {MOST_GROUPS} holders; name more, up to {max_holders},"
            " by issueLicense."
        )
    return told
