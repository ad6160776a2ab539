"""The objections of a holder (核查申请, art. 21)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show own objections, and until when each is to be answered."""
    data = await visit.ask("objections", after=visit.query.get("after"))
    return await visit.show(**data["objections"])


OBJECTIONS: Final = Page(
    "/me/objections", Words("我的异议", "My objections"), Path(__file__).parent, show
)
