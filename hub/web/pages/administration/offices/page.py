"""Who holds which office in an organization; its administrators appoint and dismiss (art. 26)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.partner.office import end_of, own_code
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_PAGE: Final = 50
"""How many offices the document asks for."""


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show the offices of the own organization, or of one that the data center names."""
    code = await _code(visit)
    told = await visit.ask("offices", organization=code, after=visit.query.get("after"))
    found = told["offices"]
    return await visit.show(
        declined=declined,
        found=found,
        own=told["viewer"]["id"],
        further=found["endCursor"] if len(found["offices"]) == _PAGE else None,
    )


async def act(visit: Visit) -> Response:
    """Appoint somebody, or dismiss somebody."""
    form = await visit.form()
    code = await _code(visit)
    leaves = "office" in form
    try:
        if leaves:
            await visit.act("leave", office=form["office"])
        else:
            await visit.act("hold", organization=code, **_stated(form))
    except Declined as declined:
        return await show(visit, declined)
    said = {"organization": code, "said": "left" if leaves else "held"}
    return visit.go(f"{OFFICES.path}?{urlencode(said)}")


def _stated(form: Mapping[str, str]) -> dict[str, Any]:
    newcomer = {key: form.get(key, "").strip() for key in ("subject", "name")}
    until = form.get("until", "")
    return {
        "role": form.get("role", ""),
        "person": form.get("person", "").strip() or None,
        "newcomer": newcomer if any(newcomer.values()) else None,
        "until": end_of(until) if until else None,
    }


async def _code(visit: Visit) -> str:
    return visit.query.get("organization", "").strip() or await own_code(visit)


OFFICES: Final = Page(
    "/offices",
    Words("任职管理", "Offices"),
    Path(__file__).parent,
    show,
    act,
    said={
        "held": Words("已任职，即刻生效", "Appointed, from now on"),
        "left": Words("已免职，其权限即刻失效", "Dismissed; nothing is entitled by it any more"),
    },
)
