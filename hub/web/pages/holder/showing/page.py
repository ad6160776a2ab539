"""Show a license by a code that lives for a minute (亮证, art. 17)."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.clock import SHANGHAI, now
from hub.web.pages.holder.found import found
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

USUAL: Final = frozenset({"status", "number", "holder_name", "valid_until", "photo"})
"""Fields that are ticked at first: what tells that a license is somebody's and in force."""


async def show(visit: Visit) -> Response:
    """Let the holder choose what is shown."""
    return await _choosing(visit, USUAL)


async def act(visit: Visit) -> Response:
    """Show a fresh code, or stop showing."""
    form = await visit.form()
    fields = await visit.every("fields")
    try:
        if "end" in form:
            await visit.act("end", presentation=form["end"])
            return visit.go(visit.request.url.path, said="ended")
        made = await visit.act("present", **_wish(visit, fields))
    except Declined as declined:
        if "delegation" in form:
            raise  # a delegate chooses nothing: what is shown was delegated
        return await _choosing(visit, fields, declined)
    return await visit.show(
        "code.html",
        made=made,
        fields=fields,
        delegation=form.get("delegation"),
        lives=_lives(made["presentation"]),
    )


def _wish(visit: Visit, fields: list[str]) -> dict[str, object]:
    delegation = visit.typed.get("delegation")
    return {"license": visit.params["id"], "fields": fields, "delegation": delegation}


async def _choosing(
    visit: Visit, ticked: frozenset[str] | list[str], declined: Declined | None = None
) -> Response:
    data = await visit.ask("license", id=visit.params["id"])
    return await visit.show(license=found(data["license"]), ticked=ticked, declined=declined)


def _lives(presentation: dict[str, Any]) -> tuple[str, int]:
    """Return until when a code can be redeemed, on the clock and in seconds from now."""
    until = datetime.fromisoformat(presentation["expiresAt"]).astimezone(SHANGHAI)
    return f"{until:%H:%M:%S}", max(0, int((until - now()).total_seconds()))


SHOWING: Final = Page(
    "/me/licenses/{id}/show",
    Words("亮证", "Show a license"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
    said={"ended": Words("已停止出示，亮证码作废", "Showing has ended, and the code is void")},
)
