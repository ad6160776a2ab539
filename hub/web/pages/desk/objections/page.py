"""Objections to be answered by the issuer, or examined by the data center, by the time left."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

PAGE: Final = 20


async def show(visit: Visit) -> Response:
    """Show what has to be dealt with; the hub lists it by the time that is left."""
    examines = (await visit.viewer()).organization == "DATA_CENTER"
    under = "TO_EXAMINE" if examines else "TO_ANSWER"
    page = (await visit.ask("objections", under=under, after=visit.query.get("after")))[
        "objections"
    ]
    found = page["objections"]
    for one in found:
        running = [clock for clock in one["clocks"] if clock["stoppedAt"] is None]
        one["clock"] = running[-1] if running else None
    return await visit.show(
        found=found, examines=examines, after=page["endCursor"] if len(found) == PAGE else None
    )


OBJECTIONS: Final = Page(
    "/desk/objections", Words("异议核查", "Objections"), Path(__file__).parent, show
)
