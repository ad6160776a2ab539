"""Revise an entry."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.catalog.sheet import Sheet
from hub.web.pages.catalog.writing import shown, taken
from hub.web.pages.page import Page
from hub.web.pages.refusals import PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show a sheet with what the latest revision says, which may be an open draft.

    Raises: PageNotFound.
    """
    revisions = (await visit.ask("revisions", code=visit.params["code"]))["catalogRevisions"]
    if not revisions:
        raise PageNotFound
    return await shown(visit, Sheet.of(revisions[-1]["body"]))


async def revise(visit: Visit) -> Response:
    """Take the sheet."""
    return await taken(visit, "revise")


REVISE: Final = Page(
    "/catalog/{code}/revise",
    Words("修订目录条目", "Revise an entry"),
    Path(__file__).parent,
    show,
    revise,
    listed=False,
)
