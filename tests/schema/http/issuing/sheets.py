"""Fill spreadsheets in and send them, as a clerk without any system would."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

import httpx
import orjson
from openpyxl import Workbook, load_workbook

from tests.schema.http.asking import RECORDS, Hub
from tests.schema.http.issuing.making import CLERK, ENTRY

COMPANY = RECORDS["company-license"]
Filled = Mapping[str, Any]
"""What a row says, by the keys of its columns."""


def template(hub: Hub, entry: str = ENTRY, by: str = CLERK) -> bytes:
    """Return the template of an entry."""
    answer = hub.client.get(f"/issue/template/{entry}", headers=hub.headers(by))
    assert answer.status_code == 200, answer.text
    return answer.content


def shop(number: int, /, **said: object) -> dict[str, Any]:
    """Return a row for a business license, with what is changed of it; None leaves a cell empty."""
    holder, face = COMPANY["holders"][0], COMPANY["face"]
    row: dict[str, Any] = {
        "holders.0.code_type": "001",
        "holders.0.code": holder["code"],
        "holders.0.name": holder["name"],
        **flat("face", face),
        "matter": "company-registration",
        "case_number": f"CD-{number:05d}",
    }
    return row | {key.replace("__", "."): value for key, value in said.items()}


def flat(place: str, value: Any) -> dict[str, Any]:  # noqa: ANN401 - of any depth
    """Return the cells of a value by their keys."""
    if not isinstance(value, dict):
        return {place: value}
    return {
        path: cell
        for key, each in value.items()
        for path, cell in flat(f"{place}.{key}", each).items()
    }


def filled(blank: bytes, rows: Iterable[Filled]) -> bytes:
    """Fill a template in, each cell under its key."""
    workbook = load_workbook(BytesIO(blank))
    fill(workbook, rows)
    return saved(workbook)


def fill(workbook: Workbook, rows: Iterable[Filled]) -> None:
    """Fill the first sheet of a workbook in from its third row."""
    sheet = workbook.worksheets[0]
    places = {str(cell.value): place for place, cell in enumerate(sheet[2], 1)}
    for line, row in enumerate(rows, 3):
        for key, value in row.items():
            sheet.cell(line, places[key], value)


def saved(workbook: Workbook) -> bytes:
    """Return a workbook as a file."""
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def table(rows: Sequence[Filled], encoding: str = "utf-8") -> bytes:
    """Write rows as CSV under the keys of their columns."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    written = StringIO()
    writer = csv.DictWriter(written, columns)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode(encoding)


def send(hub: Hub, body: bytes, key: str, entry: str = ENTRY, by: str = CLERK) -> httpx.Response:
    """Send a spreadsheet."""
    return hub.client.post(
        "/issue", content=body, params={"entry": entry, "key": key}, headers=hub.headers(by)
    )


def told(answer: httpx.Response) -> list[dict[str, Any]]:
    """Return the lines of an answer."""
    assert answer.status_code == 200, answer.text
    return [orjson.loads(line) for line in answer.content.splitlines()]


def report(hub: Hub, last: Mapping[str, Any], by: str = CLERK) -> list[dict[str, str]]:
    """Return the faults that the report of a batch tells."""
    answer = hub.client.get(str(last["report"]), headers=hub.headers(by))
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.text)))
