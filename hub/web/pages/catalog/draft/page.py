"""Compile a new entry."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.catalog.sheet import Sheet
from hub.web.pages.catalog.writing import shown, taken
from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show a sheet with what every entry has, for the office that compiles it."""
    office = (await visit.ask("owner"))["viewer"]["organization"]
    return await shown(visit, Sheet.new(office["code"] if office else ""))


async def draft(visit: Visit) -> Response:
    """Take the sheet."""
    return await taken(visit, "draft")


DRAFT: Final = Page(
    "/catalog/new",
    Words("编制新目录", "Compile a new entry"),
    Path(__file__).parent,
    show,
    draft,
    listed=False,
)
