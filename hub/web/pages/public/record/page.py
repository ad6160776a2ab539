"""Show one license of the register: what is disclosed, and what is not and why (art. 15(3), 22)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show the license."""
    data = await visit.ask("record", identifier=visit.params["identifier"])
    return await visit.show(record=data["publicRecord"])


RECORD: Final = Page(
    "/register/{identifier}",
    Words("公示信息", "Public record"),
    Path(__file__).parent,
    show,
    listed=False,
)
