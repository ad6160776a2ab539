"""One request: what was asked, what was approved field by field, and what is left of it."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show a request that concerns the visitor."""
    request = (await visit.ask("one", id=visit.params["id"]))["node"]
    if not request:
        raise PageNotFound
    entry = (await visit.ask("entry", code=request["entry"]))["catalogEntry"]
    return await visit.show(
        declined=declined,
        request=request,
        entry=entry["body"] if entry else None,
        named={field["key"]: field for field in entry["body"]["fields"]} if entry else {},
        forms={one["key"]: one["form"] for one in request["approved"]},
    )


async def act(visit: Visit) -> Response:
    """End the request."""
    form = await visit.form()
    try:
        await visit.act("end", request=visit.params["id"], reason=form.get("reason", ""))
    except Declined as declined:
        return await show(visit, declined)
    return visit.go(f"/partner/requests/{visit.params['id']}", said="ended")


REQUEST: Final = Page(
    "/partner/requests/{id}",
    Words("共享申请", "Access request"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
    said={
        "asked": Words(
            "申请已提交，等待编制部门答复", "Sent; the compiling department answers next"
        ),
        "ended": Words("申请已终止", "The request is ended"),
    },
)
