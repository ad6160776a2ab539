"""Joint issues that wait for a confirmation, of the own organization first (联合制发, art. 22)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

PAGE: Final = 20


async def show(visit: Visit) -> Response:
    """Show what waits for the own confirmation, and what for that of others."""
    told = await visit.ask("joints", after=visit.query.get("after"))
    own, page = told["viewer"]["organization"]["code"], told["jointIssues"]
    for one in page["makings"]:
        one["mine"] = own in [each["code"] for each in one["awaiting"]]
    makings = sorted(page["makings"], key=lambda one: not one["mine"])
    return await visit.show(
        makings=makings, after=page["endCursor"] if len(makings) == PAGE else None
    )


JOINTS: Final = Page(
    "/desk/joint",
    Words("联合制发", "Joint issues"),
    Path(__file__).parent,
    show,
    said={"abandoned": Words("已作废，可由发起部门重新制发", "Given up; it may be drafted anew")},
)
