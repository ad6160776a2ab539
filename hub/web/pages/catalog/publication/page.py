"""What waits for publication, and what is published."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show the entries in force by where their publication stands, and what was chosen of them."""
    apart: dict[str, list[dict[str, Any]]] = {"CLOSED": [], "WITHDRAWN": [], "OPEN": []}
    chosen = None
    for one in (await visit.ask("entries"))["catalog"]:
        apart[one["publication"]["sharing"]].append(one)
        if one["body"]["code"] == visit.query.get("entry"):
            chosen = one
    return await visit.show(apart=apart, chosen=chosen, declined=declined)


async def act(visit: Visit) -> Response:
    """Publish an entry, or withdraw it."""
    form = await visit.form()
    name = "withdraw" if form.get("do") == "withdraw" else "publish"
    try:
        await visit.act(name, code=form.get("code", ""))
    except Declined as declined:
        return await show(visit, declined)
    return visit.go("/catalog/publication", said=name)


PUBLICATION: Final = Page(
    "/catalog/publication",
    Words("目录发布", "Publication"),
    Path(__file__).parent,
    show,
    act,
    said={
        "publish": Words(
            "已发布，该条目的证照即刻开始共享", "Published; its licenses are shared from now on"
        ),
        "withdraw": Words("已撤回发布，共享即刻停止", "Withdrawn; sharing has stopped"),
    },
)
