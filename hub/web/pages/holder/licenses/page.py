"""The licenses of a holder, and of those whom the holder stands for."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show a page of own licenses (本人名下证照, art. 21)."""
    data = await visit.ask("licenses", after=visit.query.get("after"))
    return await visit.show(own=data["viewer"])


LICENSES: Final = Page("/me", Words("我的证照", "My licenses"), Path(__file__).parent, show)
