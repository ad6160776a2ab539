"""What became of a spreadsheet or a delivery, row by row; never a value of a row (art. 8, 9)."""

import csv
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from starlette.responses import Response, StreamingResponse

from hub.aggregation.queries import report
from hub.audit.call import Call
from hub.web.pages.page import Page
from hub.web.pages.refusals import PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

MOST_SHOWN: Final = 200
_CALLED: Final = {"code": "holder_code", "name": "holder_name"}


class Fault(NamedTuple):
    """What is wrong with a row, and where; as the report tells it."""

    line: str
    field: str
    code: str
    zh: str
    en: str


async def show(visit: Visit) -> Response:
    """Show how many rows were taken and what was wrong with others, or give all of the report."""
    one = (await visit.ask("batch", id=visit.params["id"]))["node"]
    if not one:
        raise PageNotFound
    batch_id = UUID(one["report"].split("/")[2])
    if "report" in visit.query:
        name = {"content-disposition": f'attachment; filename="{batch_id}.csv"'}
        told = report(await visit.call_at(one["report"]), batch_id)
        return StreamingResponse(told, media_type="text/csv", headers=name)
    entry = (await visit.ask("entry", code=one["source"]))["catalogEntry"]
    body: dict[str, Any] = entry["body"] if entry else {"fields": []}
    return await visit.show(
        one=one,
        entry=entry,
        faults=await _faults(await visit.call_at(one["report"]), batch_id),
        named={field["key"]: field for field in body["fields"]},
        called=_CALLED,
    )


async def _faults(call: Call, batch_id: UUID) -> list[Fault]:
    """Return the first faults of a batch."""
    lines: list[str] = []
    async for line in report(call, batch_id):
        lines.append(line)
        if len(lines) > MOST_SHOWN:
            break
    return [Fault(*row) for row in csv.reader(lines[1:])]


BATCH: Final = Page(
    "/desk/batches/{id}",
    Words("批次", "Batch"),
    Path(__file__).parent,
    show,
    listed=False,
    said={"taken": Words("表格已处理完毕", "The spreadsheet is done")},
)
