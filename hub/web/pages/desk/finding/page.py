"""One finding against the own organization, and the records that it rests on (art. 28)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

PAGE: Final = 50
PLACES: Final = {
    "LICENSE": "/desk/licenses/",
    "REQUEST": "/desk/approvals/",
    "OBJECTION": "/desk/objections/",
    "ORDER": "/desk/orders/",
}
"""Where a record of a kind is shown, before its id."""


async def show(visit: Visit) -> Response:
    """Show a finding."""
    told = await visit.ask("finding", id=visit.params["id"], after=visit.query.get("after"))
    if not told["node"]:
        raise PageNotFound
    page = told["findingRecords"] or {"records": [], "endCursor": None}
    records = page["records"]
    after = page["endCursor"] if len(records) == PAGE else None
    return await visit.show(one=told["node"], records=records, after=after, places=PLACES)


FINDING: Final = Page(
    "/desk/findings/{id}",
    Words("系统发现的问题", "Finding"),
    Path(__file__).parent,
    show,
    listed=False,
)
