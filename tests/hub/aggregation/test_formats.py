"""Readers yield the same rows wherever the chunks fall, and lose no good row to a bad line."""

import io
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from hub.aggregation.formats.mapping import (
    ColumnMapping,
    ColumnsMissing,
    MappingUnreadable,
    read_mapping,
)
from hub.aggregation.formats.readers import reader_of
from hub.aggregation.formats.rows import LONGEST_LINE, BadRow, Read, Row
from hub.aggregation.formats.xlsx import LARGEST_FILE, WorkbookRefused

MAPPING = """
format: csv
encoding: gb18030
entry: food-operation
constants: {version: 1, "holders.0.code_type": "001", "face.capital.currency": CNY}
columns:
  许可证号: number
  流水号: serial
  签发日期: issued_on
  有效期至: valid_until
  单位: holders.0.name
  信用代码: holders.0.code
  注册资本: face.capital.amount
  经营范围: face.scope
dates: ["%Y-%m-%d", "%Y年%m月%d日", "%Y%m%d"]
values: {有效期至: {长期: null}}
lists: {经营范围: 、}
"""
ROWS = [
    ("川001", "A1", "2026年3月1日", "长期", "甲公司", "91519999MA990001XH", "100.50", "热食、冷食"),
    ("川002", "A2", "20260302", "2031-03-01", '乙"公司"', "91519999MA990001XH", "", "糕点"),
    ("川003", "A3", "2026-03-03", "2031-03-02", "丙\n公司", "91519999MA990001XH", "7", "糕点,饮品"),
]
COLUMNS = list(read_mapping(MAPPING).columns)


def mapping(**said: object) -> ColumnMapping:
    return ColumnMapping(**{"format": "ndjson", **said})  # type: ignore[arg-type]  # checked by use


def read(
    body: bytes, said: ColumnMapping, size: int = 1 << 16, is_date: Iterable[str] = ()
) -> list[Read]:
    reader = reader_of(said, frozenset(is_date).__contains__)
    found: list[Read] = []
    for start in range(0, len(body), size):
        found += reader.feed(body[start : start + size])
    return [*found, *reader.close()]


def told(rows: list[Read]) -> list[tuple[object, ...]]:
    return [
        (row.line, row.fault.code, row.raw) if isinstance(row, BadRow) else (row.line, row.record)
        for row in rows
    ]


def records(rows: list[Read]) -> list[dict[str, Any]]:
    assert all(isinstance(row, Row) for row in rows), told(rows)
    return [row.record for row in rows if isinstance(row, Row)]


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def csv(rows: Iterable[Iterable[str]], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(map(quoted, row)) for row in rows).encode(encoding)


def workbook(rows: Iterable[Iterable[object]]) -> bytes:
    made, file = Workbook(write_only=True), io.BytesIO()
    sheet = made.create_sheet()
    for row in rows:
        sheet.append(list(row))
    made.save(file)
    return file.getvalue()


LINES = st.lists(
    st.sampled_from(
        [
            b'{"serial": "1"}',
            b"",
            b"  ",
            b"[1]",
            b"{",
            "\xff\xfe".encode("latin-1"),
            '{"name": "\u5f20\u4e09"}'.encode(),
            b'{"a": "\\n"}\r',
        ]
    ),
    max_size=8,
)
CELLS = st.text(st.sampled_from('a,"\n\r张丰 '), max_size=6)
TABLE = st.lists(st.tuples(CELLS, CELLS), max_size=6)


@given(LINES, st.integers(1, 40))
def test_chunks_may_end_anywhere_in_ndjson(lines: list[bytes], size: int) -> None:
    body = b"\n".join(lines)
    assert told(read(body, mapping(), size)) == told(read(body, mapping()))


@given(TABLE, st.integers(1, 40), st.sampled_from(["utf-8", "gb18030"]))
def test_chunks_may_end_anywhere_in_csv(
    table: list[tuple[str, str]], size: int, encoding: str
) -> None:
    body = csv([("number", "serial"), *table], encoding)
    said = mapping(format="csv", encoding=encoding)
    assert told(read(body, said, size)) == told(read(body, said))


@given(st.binary(max_size=300), st.integers(1, 50))
def test_whatever_is_sent_is_read_without_an_error(body: bytes, size: int) -> None:
    said = mapping(format="csv", columns={"a": "serial"})
    header = b'a,b\n"x",y\n'
    assert told(read(header + body, said, size)) == told(read(header + body, said))
    assert told(read(body, mapping(), size)) == told(read(body, mapping()))


@given(TABLE)
def test_every_cell_of_a_table_arrives(table: list[tuple[str, str]]) -> None:
    said = mapping(format="csv", columns={"a": "serial", "b": "number"})
    found = records(read(csv([("a", "b"), *table]), said))
    kept = [tuple(cell.replace("\r\n", "\n").strip() for cell in row) for row in table]
    assert len(found) == len(kept)
    for record, (serial, number) in zip(found, kept, strict=True):
        assert record.get("serial", "").split() == serial.split()
        assert record.get("number", "").split() == number.split()


def test_the_same_rows_come_of_every_format() -> None:
    said = read_mapping(MAPPING)
    of_gb18030 = records(read(csv([COLUMNS, *ROWS], "gb18030"), said))
    of_utf8 = records(
        read(b"\xef\xbb\xbf" + csv([COLUMNS, *ROWS]), mapping_of(said, encoding="utf-8"))
    )
    of_xlsx = records(read(workbook([COLUMNS, *ROWS]), mapping_of(said, format="xlsx")))
    flat = b"\n".join(orjson.dumps(dict(zip(COLUMNS, row, strict=True))) for row in ROWS)
    of_ndjson = records(read(flat, mapping_of(said, format="ndjson", encoding="utf-8")))
    assert of_gb18030 == of_utf8 == of_xlsx == of_ndjson
    assert of_utf8[0] == {
        "entry": "food-operation",
        "version": 1,
        "number": "川001",
        "serial": "A1",
        "issued_on": "2026-03-01",
        "valid_until": None,
        "holders": [{"name": "甲公司", "code": "91519999MA990001XH", "code_type": "001"}],
        "face": {"capital": {"amount": "100.50", "currency": "CNY"}, "scope": ["热食", "冷食"]},
    }
    assert "capital" not in of_utf8[1]["face"], "a currency without an amount is no money"


def mapping_of(said: ColumnMapping, **changed: object) -> ColumnMapping:
    return ColumnMapping(**{name: getattr(said, name) for name in said.__struct_fields__} | changed)


def test_workbooks_hold_dates_and_numbers_as_such() -> None:
    said = mapping(format="xlsx")
    sheet = workbook([["serial", "issued_on", "face.seats"], [7, date(2026, 3, 1), 12.0]])
    assert records(read(sheet, said)) == [
        {"serial": "7", "issued_on": "2026-03-01", "face": {"seats": "12"}}
    ]


def test_a_date_column_of_the_face_is_read_by_its_formats() -> None:
    said = mapping(format="csv", columns={"a": "face.opened_on"}, dates=("%Y/%m/%d",))
    found = records(read(b"a\n2026/3/1\n1.3.2026", said, is_date=["face.opened_on"]))
    assert [record["face"]["opened_on"] for record in found] == ["2026-03-01", "1.3.2026"]


def test_a_bad_line_spoils_itself_only() -> None:
    too_long = b'{"a": "' + b"x" * LONGEST_LINE + b'"}'
    body = b'{"serial": "1"}\n\xff\xff\n' + too_long + b'\n{"serial": \n[]\n{"serial": "2"}'
    found = read(body, mapping(), 1 << 14)
    assert [row.line for row in found] == [1, 2, 3, 4, 5, 6]
    codes = [row.fault.code for row in found if isinstance(row, BadRow)]
    assert codes == ["NotDecodable", "LineTooLong", "NotReadable", "NotReadable"]
    assert all(len(row.raw) <= 1 << 16 for row in found if isinstance(row, BadRow))


@pytest.mark.parametrize(
    "bad", [b'"never closed', b"one,two,three", b'x"y', b"\x81\xff,gb", b'a,"b" c']
)
def test_a_bad_row_of_a_table_spoils_itself_only(bad: bytes) -> None:
    said = mapping(format="csv", encoding="gb18030", columns={"a": "serial", "b": "number"})
    body = b"a,b\n1,2\n" + bad + b'\n3,"4\n5"\n6,7\n'
    found = read(body, said)
    assert [row.line for row in found] == [2, 3, 4, 6]
    assert isinstance(found[1], BadRow)
    assert records([found[0], *found[2:]]) == [
        {"serial": "1", "number": "2"},
        {"serial": "3", "number": "4\n5"},
        {"serial": "6", "number": "7"},
    ]


def test_a_table_without_a_mapped_column_is_refused() -> None:
    with pytest.raises(ColumnsMissing, match="c"):
        read(b"a,b\n1,2\n", mapping(format="csv", columns={"c": "serial"}))


@pytest.mark.parametrize("wrong", ["{", "format: pdf", "format: csv\ncolumns: {a: 'X Y'}"])
def test_a_wrong_mapping_is_refused(wrong: str) -> None:
    with pytest.raises(MappingUnreadable):
        read_mapping(wrong)


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """Put other XML into the place of a workbook's sheet."""
    whole = zipfile.ZipFile(io.BytesIO(workbook([["serial"], ["1"]])))
    return zipped({part: whole.read(part) for part in whole.namelist()} | {SHEET: xml})


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""


@pytest.mark.parametrize(
    "body",
    [
        b"no zip",
        b"PK\x03\x04 broken",
        zipped({"xl/workbook.xml": bytes(20 << 20)}),
        zipped(dict.fromkeys(map(str, range(1001)), b"x")),
        with_sheet(LAUGHS),
    ],
    ids=["no-zip", "broken", "bomb", "many-parts", "entities"],
)
def test_a_hostile_workbook_is_refused(body: bytes) -> None:
    with pytest.raises(WorkbookRefused):
        read(body, mapping(format="xlsx"))


def test_a_workbook_has_a_largest_size() -> None:
    with pytest.raises(WorkbookRefused):
        read(bytes(LARGEST_FILE + 1), mapping(format="xlsx"))
