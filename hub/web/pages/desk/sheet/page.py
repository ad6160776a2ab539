"""Issue licenses by spreadsheet: the template, and what becomes of it filled in (art. 8)."""

from contextlib import aclosing
from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.aggregation.formats.xlsx import LARGEST_FILE
from hub.audit.call import Call
from hub.errors import Refusal
from hub.issuing.sheets.commands import sheet_entry, template_entry
from hub.issuing.sheets.pipeline import Sheet, issue_sheet
from hub.issuing.sheets.refusals import SheetTooLarge
from hub.issuing.sheets.template import template_of
from hub.web.issuing.endpoint import MEBIBYTE, XLSX, sheet_key
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import KEY, Visit
from hub.web.pages.words import Words

ISSUING: Final = "/issue"
"""Where applications do the same, at the same cost."""


async def show(visit: Visit) -> Response:
    """Show how it is done, or give the template."""
    if "template" in visit.query:
        return await _template(visit)
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Take a spreadsheet, and lead to what became of its rows."""
    try:
        batch = await _issued(visit, await visit.call_at(ISSUING))
    except Refusal as refusal:
        return await _shown(visit, Declined.of_refusal(refusal))
    return visit.go(f"/desk/batches/{batch}", said="taken")


async def _issued(visit: Visit, call: Call) -> str:
    """Issue a spreadsheet, and return the id of its batch.

    Raises: what `issue_sheet` does, SheetTooLarge.
    """
    desk, entry = visit.issuing, visit.params["code"]
    await sheet_entry(call, desk, entry)  # from nobody else is a body taken in
    async with desk.sheets.place():
        typed = await visit.form()
        body = await visit.file("sheet")
        if len(body) > LARGEST_FILE:
            raise SheetTooLarge(limit=LARGEST_FILE // MEBIBYTE)
        sheet = Sheet(entry=entry, key=sheet_key(typed.get(KEY, "")), body=body)
        async with aclosing(issue_sheet(call, desk, sheet)) as progress:
            report = [f"/aggregate/{at.id}/report" async for at in progress][-1]
    batches = (await visit.ask("batches"))["batches"]
    return str(next(one["id"] for one in batches if one["report"] == report))


async def _template(visit: Visit) -> Response:
    call, desk = await visit.call_at(ISSUING), visit.issuing
    found = await template_entry(call, desk, visit.params["code"])
    shape = found.body, found.columns, found.shape.max_holders
    made = await desk.reading.bench.work(template_of, *shape)
    name = {"content-disposition": f'attachment; filename="{found.body.code}.xlsx"'}
    return Response(made, media_type=XLSX, headers=name)


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    entry = (await visit.ask("entry", code=visit.params["code"]))["catalogEntry"]
    if entry is None:
        raise PageNotFound
    return await visit.show(declined=declined, entry=entry)


SHEET: Final = Page(
    "/desk/sheets/{code}",
    Words("表格制证", "Issue by spreadsheet"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
