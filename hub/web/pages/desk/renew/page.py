"""Let a license hold longer (延续, art. 10)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.desk.face import case_of
from hub.web.pages.desk.faults import fault_of
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show until when the license holds, and ask until when it is to."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Renew it."""
    typed, id_ = await visit.form(), visit.params["id"]
    wish = {
        "license": id_,
        "case": case_of(typed),
        "validUntil": typed.get("valid_until", ""),
        "validFrom": typed.get("valid_from", "") or None,
    }
    try:
        made = await visit.act("renew", **wish)
    except Declined as declined:
        return await _shown(visit, declined)
    if made["state"] == "AWAITING":
        return visit.go(f"/desk/joint/{made['id']}", said="begun")
    return visit.go(f"/desk/licenses/{id_}", said="renewed")


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    one = (await visit.ask("license", id=visit.params["id"]))["license"]
    if one is None:
        raise PageNotFound
    return await visit.show(declined=declined, fault=fault_of(declined), one=one)


RENEW: Final = Page(
    "/desk/licenses/{id}/renew",
    Words("延续证照", "Renew a license"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
