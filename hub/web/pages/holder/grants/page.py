"""The grants that a holder gave (授权用证, art. 15(2))."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show what was granted."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Withdraw a grant, at once."""
    form = await visit.form()
    try:
        await visit.act("withdraw", grant=form.get("withdraw", ""))
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go(GRANTS.path, said="withdrawn")


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    data = await visit.ask("grants")
    return await visit.show(
        grants=data["authorizations"],
        person=data["viewer"]["id"],
        declined=declined,
    )


GRANTS: Final = Page(
    "/me/grants",
    Words("我的授权", "Grants"),
    Path(__file__).parent,
    show,
    act,
    said={
        "given": Words("授权成功，可随时在此撤回", "Granted; you can withdraw it here at any time"),
        "withdrawn": Words("已撤回，立即生效", "Withdrawn, at once"),
    },
)
