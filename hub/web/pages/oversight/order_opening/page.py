"""An order to rectify, about open findings of one organization (art. 28)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages import vocabulary
from hub.web.pages.oversight.typed import whole
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show what an order would be about: what was checked, and what else is open there."""
    return await _shown(visit, visit.request.query_params.getlist("finding"))


async def act(visit: Visit) -> Response:
    """Open the order."""
    wish = await visit.form()
    findings = await visit.every("finding")
    days = whole(wish.get("days"))
    try:
        made = await visit.act(
            "order", findings=findings, told=wish.get("told", ""), workingDays=days
        )
    except Declined as declined:
        return await _shown(visit, findings, declined)
    return visit.go(f"/oversight/orders/{made['id']}", said="opened")


async def _shown(
    visit: Visit, checked: Sequence[str], declined: Declined | None = None
) -> Response:
    if not checked:
        return await visit.show(
            declined=declined, organization=None, findings=[], checked=[], elsewhere=0
        )
    first = (await visit.ask("finding", id=checked[0]))["node"]
    organization = first["organization"]
    told = await visit.ask("open", organization=organization["code"])
    findings = told["findings"]["findings"]
    return await visit.show(
        declined=declined,
        organization=organization,
        findings=findings,
        checked=checked,
        elsewhere=len(set(checked) - {one["id"] for one in findings}),
        vocabulary=vocabulary,
    )


ORDER_OPENING: Final = Page(
    "/oversight/orders/new",
    Words("责令限期整改", "Order to rectify"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
