"""Object to what an own license says (核查申请, art. 21)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.holder.found import found
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show what can be objected to."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Raise the objection."""
    form = await visit.form()
    try:
        raised = await visit.act(
            "raise",
            license=visit.params["id"],
            fields=await visit.every("fields"),
            told=form.get("told", ""),
        )
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go(f"/me/objections/{raised['objection']}", said="raised")


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    data = await visit.ask("license", id=visit.params["id"])
    return await visit.show(
        license=found(data["license"]), ticked=await visit.every("fields"), declined=declined
    )


OBJECTING: Final = Page(
    "/me/licenses/{id}/object",
    Words("提出异议", "Object to a license"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
