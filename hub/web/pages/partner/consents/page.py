"""Consents asked of holders, case by case, and where each stands (art. 15(1))."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.partner.office import asked_by, own_code
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show what was asked, and the form to ask under one of the requests that run."""
    code = await own_code(visit)
    found = await visit.ask("asks")
    own = asked_by(code, found["accessRequests"])
    running = [one for one in own if one["state"] == "RUNNING"]
    chosen = [one for one in running if one["id"] == visit.query.get("request")]
    return await visit.show(
        declined=declined,
        asks=found["consentAsks"],
        requests={one["id"]: one for one in own},
        running=running,
        chosen=chosen[0] if chosen else None,
        entries={one["code"]: one["body"] for one in found["catalog"]},
        ticked=await visit.every("fields") if visit.typed else None,
    )


async def act(visit: Visit) -> Response:
    """Ask the holders of a license for consent."""
    await visit.form()
    try:
        await visit.act("ask", **await _stated(visit))
    except Declined as declined:
        return await show(visit, declined)
    return visit.go("/partner/consents", said="asked")


async def _stated(visit: Visit) -> dict[str, Any]:
    form = visit.typed
    return {
        "request": visit.query.get("request", ""),
        "identifier": form.get("identifier", "").strip(),
        "matter": form.get("matter", ""),
        "caseNumber": form.get("caseNumber", "").strip(),
        "fields": await visit.every("fields"),
    }


CONSENTS: Final = Page(
    "/partner/consents",
    Words("征求同意", "Consents"),
    Path(__file__).parent,
    show,
    act,
    said={
        "asked": Words(
            "已征求。无论该证照是否存在，答复都相同；持证主体同意后即可查看",
            "Asked. The answer is the same whether there is such a license or not; "
            "once its holders agree, it can be read",
        )
    },
)
