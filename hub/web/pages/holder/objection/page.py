"""One objection of a holder: its clocks in working days, and what was said (art. 21)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.holder.found import found
from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show how far it has come, and what comes next."""
    data = await visit.ask("objection", id=visit.params["id"])
    return await visit.show(one=found(data["objection"]))


OBJECTION: Final = Page(
    "/me/objections/{id}",
    Words("异议办理进度", "How the objection stands"),
    Path(__file__).parent,
    show,
    listed=False,
    said={
        "raised": Words(
            "已收到您的核查申请，期限自次日起算",
            "Your objection was received; its term begins tomorrow",
        )
    },
)
