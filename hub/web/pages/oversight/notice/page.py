"""One notice as everybody would read it, to be published (art. 28)."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages import vocabulary
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show what would be published."""
    return await visit.show(order=await _order(visit), vocabulary=vocabulary)


async def act(visit: Visit) -> Response:
    """Publish it."""
    await visit.form()
    order = await _order(visit)
    try:
        await visit.act("publish", notice=order["notice"]["id"])
    except Declined as declined:
        return await visit.show(declined=declined, order=order, vocabulary=vocabulary)
    return visit.go("/oversight/notices", said="published")


async def _order(visit: Visit) -> dict[str, Any]:
    order = (await visit.ask("order", id=visit.params["order"]))["node"]
    if order is None or not order.get("notice"):
        raise PageNotFound
    return dict(order)


NOTICE: Final = Page(
    "/oversight/notices/{order}",
    Words("发布通报", "Publish a notice"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
