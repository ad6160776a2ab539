"""The consents that offices ask of a holder (持证主体同意, art. 15(1))."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show what waits for an answer, what runs, and what is over."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Withdraw a consent; nothing is shown under it from now on."""
    form = await visit.form()
    try:
        await visit.act("withdraw", consent=form.get("withdraw", ""))
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go(CONSENTS.path, said="withdrawn")


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    data = await visit.ask("consents")
    consents = data["authorizations"]
    return await visit.show(
        asked=[one for one in consents if one["state"] == "ASKED"],
        running=[one for one in consents if one["state"] == "RUNNING"],
        over=[one for one in consents if one["state"] not in {"ASKED", "RUNNING"}],
        declined=declined,
    )


CONSENTS: Final = Page(
    "/me/consents",
    Words("征求我的同意", "Consents asked of me"),
    Path(__file__).parent,
    show,
    act,
    said={
        "given": Words(
            "已同意，可随时在此撤回", "You have consented; you can withdraw it here at any time"
        ),
        "refused": Words(
            "已拒绝，对方看不到任何内容", "You have refused; nothing is shown to them"
        ),
        "withdrawn": Words(
            "已撤回，对方从现在起看不到任何内容", "Withdrawn; from now on nothing is shown to them"
        ),
    },
)
