"""One order to rectify: what is demanded by when, and the answer to it (责令限期整改, art. 28)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show an order."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Answer it."""
    told, id_ = (await visit.form()).get("told", "").strip(), visit.params["id"]
    try:
        await visit.act("answer", order=id_, told=told)
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go(f"/desk/orders/{id_}", said="answered")


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    one = (await visit.ask("order", id=visit.params["id"]))["node"]
    if not one:
        raise PageNotFound
    return await visit.show(declined=declined, one=one)


ORDER: Final = Page(
    "/desk/orders/{id}",
    Words("整改令", "Order to rectify"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
    said={
        "answered": Words("已答复，待责令单位审核", "Answered; who ordered it looks at the answer")
    },
)
