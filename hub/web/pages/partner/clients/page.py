"""The systems of a partner, and how one more is registered (art. 16)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.partner.office import own_code
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show the systems of the own organization."""
    code = await own_code(visit)
    partners = (await visit.ask("own"))["partners"]
    own = [one for one in partners if one["code"] == code]
    return await visit.show(declined=declined, partners=own)


async def act(visit: Visit) -> Response:
    """Register a client."""
    form = await visit.form()
    stated = {"name": form.get("name", ""), "dpop": "dpop" in form}
    try:
        await visit.act("register", partner=form.get("partner", ""), **stated)
    except Declined as declined:
        return await show(visit, declined)
    return visit.go("/partner/clients", said="registered")


CLIENTS: Final = Page(
    "/partner/clients",
    Words("客户端与公钥", "Clients and keys"),
    Path(__file__).parent,
    show,
    act,
    said={
        "registered": Words(
            "客户端已登记，请为其登记公钥", "Registered; now register a key for it"
        ),
        "retired": Words(
            "客户端已停用，其令牌即刻失效", "Retired; its tokens are refused from now on"
        ),
    },
)
