"""One peer: what is on its way there, and its dead letters."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.naming import terms
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_A_PAGE: Final = 20


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show a peer and what is on its way there, of one state if it is named in the address.

    Raises: PageNotFound.
    """
    code, chosen = visit.params["code"], visit.query.get("state")
    state = chosen if chosen in terms("DeliveryState") else None
    after = visit.query.get("after")
    found = await visit.ask("deliveries", peer=code, state=state, first=_A_PAGE, after=after)
    for peer in found["peers"]:
        if peer["code"] == code:
            more = found["deliveries"]
            return await visit.show(peer=peer, page=more, state=state, declined=declined)
    raise PageNotFound


async def redeliver(visit: Visit) -> Response:
    """Send dead letters again, one or all, or tell of an entry's licenses anew."""
    form = await visit.form()
    wish = {name: form.get(name, "").strip() or None for name in ("delivery", "entry")}
    try:
        await visit.act("redeliver", peer=visit.params["code"], **wish)
    except Declined as declined:
        return await show(visit, declined)
    return visit.go(visit.request.url.path, said="sent")


PEER: Final = Page(
    "/center/peers/{code}",
    Words("对接方投递", "A peer"),
    Path(__file__).parent,
    show,
    redeliver,
    listed=False,
    said={
        "sent": Words(
            "已列入投递，数秒内开始，逐件留存回执",
            "On its way within seconds; each receipt is kept",
        )
    },
)
