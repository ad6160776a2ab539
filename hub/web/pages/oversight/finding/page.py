"""One finding, and what it rests on (art. 28)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages import vocabulary
from hub.web.pages.oversight.paging import further
from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show a finding with a page of its records."""
    id_ = visit.params["finding"]
    told = await visit.ask("finding", id=id_, after=visit.query.get("after"))
    records = told["findingRecords"]["records"]
    return await visit.show(
        finding=told["node"],
        records=records,
        further=further(records, told["findingRecords"]),
        vocabulary=vocabulary,
    )


FINDING: Final = Page(
    "/oversight/findings/{finding}",
    Words("问题详情", "Finding"),
    Path(__file__).parent,
    show,
    listed=False,
)
