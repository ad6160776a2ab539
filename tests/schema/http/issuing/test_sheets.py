"""A department without any system issues by spreadsheet: from its template to its report."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hub.aggregation.formats.xlsx import LARGEST_FILE
from hub.web.issuing import endpoint
from tests.schema.http.asking import ANYONE, Hub
from tests.schema.http.issuing.making import CLERK
from tests.schema.http.issuing.sheets import (
    COMPANY,
    fill,
    filled,
    report,
    saved,
    send,
    shop,
    table,
    template,
    told,
)

OWN = """query ($of: String!) { license(identifier: $of) {
    status fields { key value } verification { chainIntact } } }"""
BATCH = """query ($id: ID!) { batch(id: $id) {
    state line accepted quarantined report grades { grade count } } }"""
JOINT, SHARED = "joint-acceptance-opinion", "real-estate-certificate"


def sheet_of(blank: bytes) -> Worksheet:
    """Return the sheet of a template that is to be filled in."""
    found = load_workbook(BytesIO(blank)).worksheets[0]
    assert isinstance(found, Worksheet)
    return found


def test_a_template_says_what_to_fill_in(hub: Hub) -> None:
    sheet = sheet_of(template(hub))
    places = {str(cell.value): place for place, cell in enumerate(sheet[2], 1)}
    headings = {key: str(sheet.cell(1, place).value) for key, place in places.items()}
    assert headings["face.company_type"] == "类型*"
    assert headings["face.registered_capital.amount"] == "注册资本（金额）*"
    assert headings["face.contact_phone"] == "联络电话"
    assert headings["number"] == "注册号"
    assert sheet.row_dimensions[2].hidden
    for key, place in places.items():
        column = sheet.column_dimensions[get_column_letter(place)]
        dated = key.endswith("_on") or key.startswith("valid_")
        assert column.number_format == ("yyyy-mm-dd" if dated else "@"), key
        note = sheet.cell(1, place).comment
        assert note is not None, key
        assert ("必填" in note.text) == headings[key].endswith("*"), key
        assert "example" in note.text, key


def test_a_template_offers_what_there_is_to_choose(hub: Hub) -> None:
    sheet = sheet_of(template(hub))
    letters = {str(cell.value): get_column_letter(at) for at, cell in enumerate(sheet[2], 1)}
    offered = {
        str(one.sqref).partition("3")[0]: (one.type, one.formula1)
        for one in sheet.data_validations.dataValidation
    }
    assert offered[letters["holders.0.code_type"]] == ("list", '"001 统一社会信用代码"')
    assert offered[letters["face.registered_capital.currency"]][0] == "list"
    assert offered[letters["face.established_on"]][0] == "date"


def test_a_template_for_many_holders_says_how_many_it_takes(hub: Hub) -> None:
    workbook = load_workbook(BytesIO(template(hub, SHARED, by="issuer-natural-resources")))
    keys = [str(cell.value) for cell in workbook.worksheets[0][2]]
    assert {key.split(".")[1] for key in keys if key.startswith("holders.")} == {"0", "1"}
    notes = "\n".join(str(row[0].value) for row in workbook.worksheets[1])
    assert "至多 4 个" in notes
    assert "up to 4, by issueLicense" in notes


def test_a_filled_in_template_issues_and_faults_are_reported(hub: Hub) -> None:
    rows = [shop(1), shop(2, number="错误编号"), shop(3, holders__0__code="甲")]
    lines = told(send(hub, filled(template(hub), rows), "first"))
    assert [line["state"] for line in lines] == ["OPEN", "OPEN", "DONE"]
    last = lines[-1]
    assert (last["line"], last["accepted"], last["quarantined"]) == (5, 1, 2)
    faults = report(hub, last)
    assert [(one["line"], one["field"], one["code"]) for one in faults] == [
        ("4", "number", "NumberRuleBroken"),
        ("5", "holders.0.code", "HolderCodeInvalid"),
    ]
    assert "错误编号" not in str(faults)
    shown = hub.ask(BATCH, by=CLERK, id=last["batch"])["batch"]
    assert shown == {
        "state": "DONE",
        "line": 5,
        "accepted": 1,
        "quarantined": 2,
        "report": last["report"],
        "grades": [{"grade": "VALID", "count": 1}],
    }
    assert hub.ask("{ batches { id } }", by=CLERK)["batches"][0] == {"id": last["batch"]}


def test_what_was_issued_is_its_holders_at_once(hub: Hub) -> None:
    last = told(send(hub, table([shop(7, face__address="四川省成都市表格路7号")]), "held"))[-1]
    license_ = hub.ask(OWN, by="agent", of=identifier_of(hub, last))["license"]
    assert (license_["status"], license_["verification"]) == ("IN_FORCE", {"chainIntact": True})
    values = {one["key"]: one["value"] for one in license_["fields"]}
    assert values["address"] == "四川省成都市表格路7号"
    assert values["holder_code"] == COMPANY["holders"][0]["code"]
    assert values["number"].startswith("510100")


def test_chinese_headings_gb18030_and_real_dates(hub: Hub) -> None:
    workbook = load_workbook(BytesIO(template(hub)))
    fill(workbook, [shop(11)])
    sheet = workbook.worksheets[0]
    cells = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    body = "\n".join(",".join(row) for row in cells).encode("gb18030")
    last = told(send(hub, body, "gb18030"))[-1]
    assert (last["accepted"], last["quarantined"], last["line"]) == (1, 0, 3), report(hub, last)
    license_ = hub.ask(OWN, by="agent", of=identifier_of(hub, last))["license"]
    values = {one["key"]: one["value"] for one in license_["fields"]}
    assert values["legal_representative"] == COMPANY["face"]["legal_representative"]


def test_the_same_file_again_issues_nothing_more(hub: Hub) -> None:
    body = table([shop(21), shop(22, face__company_type="")])
    first, again = told(send(hub, body, "again")), told(send(hub, body, "again"))
    assert again == [first[-1]]
    refused = send(hub, table([shop(23)]), "again")
    assert (refused.status_code, refused.json()["code"]) == (409, "SheetChanged")


def test_what_is_refused_before_anything_is_issued(hub: Hub) -> None:
    body = table([shop(31)])
    workbook = load_workbook(BytesIO(template(hub)))
    fill(workbook, [shop(32), shop(33)])
    workbook.worksheets[0].merge_cells("A3:A4")
    before = hub.ask("{ batches { id } }", by=CLERK)
    for answer, code in (
        (send(hub, body, "joint", JOINT, "issuer-housing-construction"), "JointBySheet"),
        (send(hub, body, "none", "no-such-entry"), "ContentFaulty"),
        (send(hub, body, "other", SHARED), "ContentFaulty"),
        (send(hub, body, "by", by="adult"), "NotAnIssuingOffice"),
        (send(hub, body, "by", by="aggregator-market-regulation"), "NotAnIssuingOffice"),
        (send(hub, body, "a key"), "SheetKeyInvalid"),
        (send(hub, body, "key", entry=""), "SheetKeyInvalid"),
        (send(hub, b"0" * (LARGEST_FILE + 1), "large"), "SheetTooLarge"),
        (send(hub, "甲,乙\n1,2\n".encode(), "columns"), "ColumnsUnknown"),
        (send(hub, b"matter,case_number\n1,2\n", "columns"), "ColumnsMissing"),
        (send(hub, saved(workbook), "merged"), "MergedCells"),
    ):
        told_: dict[str, Any] = answer.json()
        assert (told_["code"], answer.status_code >= 400) == (code, True), told_
    assert hub.ask("{ batches { id } }", by=CLERK) == before
    joint = hub.client.get(f"/issue/template/{JOINT}", headers=hub.headers(CLERK))
    assert joint.json()["code"] == "JointBySheet"


def test_a_seal_that_is_missing_is_told_in_the_last_line(hub: Hub) -> None:
    with hub.database() as owner:
        owner.execute("UPDATE seal SET revoked_at = now(), revoked_for = 'trial'")
    body = table([shop(41)])
    lines = told(send(hub, body, "unsealed"))
    assert [line.get("state") for line in lines] == ["OPEN", None]
    assert (lines[-1]["code"], lines[-1]["kind"]) == ("NoSealInForce", "CONFLICT")
    with hub.database() as owner:
        owner.execute("UPDATE seal SET revoked_at = NULL, revoked_for = NULL")
    assert told(send(hub, body, "unsealed"))[-1]["accepted"] == 1


def identifier_of(hub: Hub, last: dict[str, Any]) -> str:
    """Return the identifier of the one license that a batch has made."""
    with hub.database() as owner:
        found = owner.execute("SELECT identifier FROM making WHERE batch_id = %s", [last["id"]])
        ((identifier,),) = found.fetchall()
    return str(identifier)


def test_nothing_is_taken_in_from_who_may_not_issue(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "LARGEST_FILE", 1)
    assert send(hub, b"000", "size").json()["code"] == "SheetTooLarge"
    for nobody in (ANYONE, "agent"):
        assert send(hub, b"000", "size", by=nobody).json()["code"] == "NotAnIssuingOffice"
