"""Access that other organizations ask for: what waits comes first (依职能共享申请, art. 15(1))."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show the requests of others: those to answer by the time left, then the newest."""
    told = await visit.ask("requests")
    own = told["viewer"]["organization"]["code"]
    asked = [one for one in told["accessRequests"] if not _by(one, own)]
    waiting = [one for one in asked if one["decided"] == "SUBMITTED"]
    return await visit.show(
        waiting=sorted(waiting, key=lambda one: one["answerDue"]),
        answered=[one for one in asked if one["decided"] != "SUBMITTED"],
        entries={one["code"]: one["body"] for one in told["catalog"]},
    )


def _by(request: dict[str, Any], own: str) -> bool:
    organization = request["organization"]
    return organization is not None and organization["code"] == own


APPROVALS: Final = Page(
    "/desk/approvals", Words("共享审批", "Approvals"), Path(__file__).parent, show
)
