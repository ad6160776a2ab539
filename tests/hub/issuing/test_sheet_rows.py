"""What is wrong with a row of a spreadsheet is told by line and field, and never by its value."""

import asyncio
import json
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from hub.aggregation.formats.mapping import ColumnsMissing
from hub.aggregation.formats.xlsx import MergedCells, WorkbookRefused
from hub.aggregation.rules.faults import FormulaFound
from hub.issuing.refusals import DocumentUnfit
from hub.issuing.sheets.refusals import ColumnsUnknown, SheetChanged
from hub.registers.client import RegisterClient, Registers
from hub.registers.terms import Register
from tests.hub.aggregation.permits import COMPANY, PIXEL, SECOND
from tests.hub.issuing.office import WHOLE, Office, permit_row, table
from tests.hub.registers.peer import SECRET, Peer, Reply, serving

FAULTS = "SELECT line, field, code FROM quarantine ORDER BY line"
WRONG = [
    ({"holders__0__code": "519999199001010018"}, "holders.0.code", "HolderCodeInvalid"),
    ({"holders__0__code_type": "甲类证件"}, "holders.0.code_type", "ValueUnreadable"),
    ({"holders__0__name": ""}, "holders.0.name", "FieldMissing"),
    ({"face__premises": ""}, "face.premises", "FieldMissing"),
    ({"face__opened_on": "三月一日"}, "face.opened_on", "ValueUnreadable"),
    ({"face__seats": "十个"}, "face.seats", "ValueUnreadable"),
    ({"face__capital__amount": "一百万"}, "face.capital", "ValueUnreadable"),
    (
        {"face__term__from": "2026-05-01", "face__term__to": "2026-04-01"},
        "face.term",
        "ValueUnreadable",
    ),
    ({"face__plan": "no picture"}, "face.plan", "ValueUnreadable"),
    ({"face__grade": "A级机密"}, "grade", "SourceConflict"),
    ({"holders__0__fields__phone": "=1+1"}, "holders.0.fields.phone", "FormulaFound"),
    ({"number": "错误编号"}, "number", "NumberRuleBroken"),
    ({"issued_on": "昨天"}, "issued_on", "ValueUnreadable"),
    ({"issued_on": "2126-01-01"}, "issued_on", "ValueUnreadable"),
    ({"valid_until": "2020-01-01"}, "valid_until", "DatesInverted"),
    ({"region": "成都"}, "region", "ValueUnreadable"),
    ({"matter": ""}, "matter", "FieldMissing"),
    ({"case_number": "长" * 201}, "case_number", "ValueUnreadable"),
    ({"holders__1__name": "李四"}, "holders.1.code_type", "FieldMissing"),
]


async def test_every_fault_of_a_row_is_told_by_line_and_field(office: Office) -> None:
    rows = [permit_row(), *(permit_row(**said) for said, _, _ in WRONG), permit_row(2)]
    done = await office.issue(table(rows))
    assert (done.accepted, done.quarantined) == (2, len(WRONG))
    found = await office.rows(FAULTS)
    expected = [(line, field, code) for line, (_, field, code) in enumerate(WRONG, 3)]
    assert found == expected
    told = str(await office.rows("SELECT field, code, zh, en FROM quarantine"))
    values = [str(value) for said, _, _ in WRONG for value in said.values() if len(str(value)) > 1]
    assert [value for value in values if value in told] == []


async def test_all_that_a_row_can_say_is_issued(office: Office) -> None:
    said = permit_row(
        holders__1__code_type="001 统一社会信用代码",
        holders__1__code=COMPANY,
        holders__1__name="示例公司",
        face__scope="热食类；冷食类",
        face__capital__amount="100.5",
        face__seats="12",
        face__opened_on="2026年3月1日",
        face__term__from="2026/3/1",
    )
    done = await office.issue(table([said]))
    assert (done.accepted, done.quarantined) == (1, 0), await office.rows(FAULTS)
    assert await office.rows(WHOLE) == [(1, 1, 1, 1, 1)]
    assert await office.rows("SELECT cardinality(holders) FROM license") == [(2,)]


async def test_a_row_of_which_no_document_can_be_made_holds_up_no_other(office: Office) -> None:
    rows = [permit_row(1), permit_row(2, face__plan=PIXEL), permit_row(3)]
    done = await office.issue(table(rows))
    assert (done.accepted, done.quarantined) == (2, 1)
    assert await office.rows(FAULTS) == [(3, "", DocumentUnfit.__name__)]


async def test_a_formula_is_no_value(office: Office) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    rows = [permit_row(1), permit_row(2), permit_row(3)]
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    sheet["D2"] = '="成都市"&"示例路"'
    sheet["D3"] = ArrayFormula("D3:D3", "=A1:A1")
    done = await office.issue(saved(workbook))
    assert (done.accepted, done.quarantined) == (1, 2)
    named = FormulaFound.__name__
    assert await office.rows(FAULTS) == [(line, "face.premises", named) for line in (2, 3)]


async def test_merged_cells_and_bombs_open_no_batch(office: Office) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(list(permit_row()))
    for number in range(3):
        sheet.append(list(permit_row(number).values()))
    sheet.merge_cells("D2:D3")
    with pytest.raises(MergedCells, match="D2:D3"):
        await office.issue(saved(workbook))
    for body in (bomb(), b"PK\x03\x04 no workbook", saved(workbook)[:900]):
        with pytest.raises(WorkbookRefused):
            await office.issue(body)
    with pytest.raises(ColumnsMissing, match="办件编号"):
        await office.issue(table([{"holders.0.code": "1"}]))
    with pytest.raises(ColumnsUnknown, match="columns 1, 3, 4, 5 "):
        await office.issue("matter,case_number,备注,,matter\n1,2,3,4,5\n".encode())
    assert await office.rows("SELECT FROM batch") == []


async def test_a_key_stands_for_one_spreadsheet_for_good(office: Office) -> None:
    body = table([permit_row(1), permit_row(2, number="X")])
    first, again = await office.issue(body), await office.steps(body)
    assert again == [first], "what is done is told, and nothing is issued"
    for other in (table([permit_row(1), permit_row(2)]), body + b" "):
        with pytest.raises(SheetChanged):
            await office.issue(other)
    assert await office.rows("SELECT count(*) FROM license") == [(1,)]
    assert (await office.issue(body, "another")).accepted == 1


async def test_numbers_never_repeat_under_uploads_at_once(office: Office) -> None:
    regions = ("510100", "510300", "510400")
    bodies = [
        table([permit_row(n, region=regions[(n + shift) % 3]) for n in range(24)])
        for shift in range(3)
    ]
    done = await asyncio.gather(
        *(office.issue(body, str(place)) for place, body in enumerate(bodies))
    )
    assert [one.accepted for one in done] == [24] * 3
    clear = "SELECT count(*), count(DISTINCT identifier), count(DISTINCT serial) FROM license"
    assert await office.rows(clear) == [(72, 72, 72)]
    given = "SELECT sum(last) FROM number_serial WHERE scope NOT LIKE 'serial/%'"
    assert await office.rows(given) == [(72,)]
    numbers = await office.rows("SELECT face ->> 'number' FROM license_face")
    assert len(set(numbers)) == 72


async def test_of_uploads_under_one_key_one_issues(office: Office) -> None:
    body = table([permit_row(n) for n in range(20)])
    told = await asyncio.gather(*(office.issue(body) for _ in range(3)), return_exceptions=True)
    assert {type(one).__name__ for one in told} <= {"SheetProgress", "BatchTakenOver"}
    assert (await office.issue(body)).accepted == 20
    assert await office.rows(WHOLE) == [(20, 20, 20, 20, 20)]


async def test_a_holder_whom_a_register_knows_otherwise_is_turned_away(office: Office) -> None:
    peer = Peer()

    def reply(asked: dict[str, Any]) -> Reply:
        answers = ["MISMATCH" if one["code"] == SECOND else "MATCH" for one in asked["holders"]]
        return 200, {}, json.dumps({"answers": answers}).encode()

    peer.reply = reply
    rows = [permit_row(1), permit_row(2, holders__0__code=SECOND), permit_row(3)]
    with serving(peer):
        registers = Registers({Register.POPULATION: RegisterClient(peer.url, SECRET)})
        done = await office.issue(table(rows), registers=registers)
        await registers.aclose()
    assert (done.accepted, len(peer.asked)) == (2, 1), "asked once for a chunk"
    assert await office.rows(FAULTS) == [(3, "holders.0.name", "HolderMismatch")]


def saved(workbook: Workbook) -> bytes:
    """Return a workbook as a file."""
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def bomb() -> bytes:
    """Return a workbook that would unpack to a thousand times its size."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 << 20))
    return written.getvalue()
