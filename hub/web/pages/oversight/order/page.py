"""One order to rectify: what was done about it, and to return or accept its answer (art. 28)."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.oversight.typed import whole
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show an order."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Return the answer, or close the order."""
    wish = await visit.form()
    order, told = visit.params["order"], wish.get("told", "")
    try:
        if wish.get("act") == "return":
            days = whole(wish.get("days"))
            await visit.act("return", order=order, told=told, workingDays=days)
        else:
            await visit.act("close", order=order, told=told)
    except Declined as declined:
        return await _shown(visit, declined)
    said = "returned" if wish.get("act") == "return" else "closed"
    return visit.go(f"/oversight/orders/{order}", said=said)


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    order = (await visit.ask("order", id=visit.params["order"]))["node"]
    if order is None or order["__typename"] != "RectificationOrder":
        raise PageNotFound
    return await visit.show(declined=declined, order=order, events=_events(order))


def _events(order: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all that was done, and that a deadline passed, as it came."""
    passed = [{"act": None, "at": order["overdueAt"]}] if order["overdueAt"] else []
    return sorted([*order["steps"], *passed], key=lambda one: datetime.fromisoformat(one["at"]))


ORDER: Final = Page(
    "/oversight/orders/{order}",
    Words("整改令详情", "Order"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
    said={
        "opened": Words(
            "整改令已下达，对方已收到通知。", "The order is given, and the organization is told."
        ),
        "returned": Words(
            "已退回，对方须在新期限内重新答复。", "Returned: another answer is due by the new term."
        ),
        "closed": Words("整改令已了结。", "The order is closed."),
    },
)
