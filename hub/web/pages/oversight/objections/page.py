"""Objections that are overdue below the visitor's office (art. 21, 28)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.oversight.paging import further
from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show the objections of which the office was told."""
    told = await visit.ask("objections", after=visit.query.get("after"))
    objections = told["objections"]["objections"]
    return await visit.show(objections=objections, further=further(objections, told["objections"]))


OBJECTIONS: Final = Page(
    "/oversight/objections",
    Words("逾期的核查申请", "Overdue objections"),
    Path(__file__).parent,
    show,
)
