"""Ask for access; what would be shown, masked and withheld stands beside the form as it changes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.partner.office import Answer, end_of, options, own_code, whole
from hub.web.pages.partner.request_new.preview import foresee
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show what can be asked for, or the form for the one chosen, with what would come of it."""
    found = await visit.ask("scenarios", organization=await own_code(visit))
    scenario = _coded(found["scenarios"], visit.query.get("scenario"))
    matter = _coded(scenario["matters"], visit.query.get("matter")) if scenario else None
    entry = visit.query.get("entry")
    if scenario is None or matter is None or entry is None:
        return await visit.show(
            scenarios=found["scenarios"], entries=options(visit, found["catalog"])
        )
    told = await visit.ask("entry", code=entry)
    if told["catalogEntry"] is None:
        raise PageNotFound
    needed = _needed(matter, entry)
    asked = await visit.every("fields") if visit.typed else needed
    return await visit.show(
        "preview.html" if visit.typed.get("do") == "fragment" else "form.html",
        declined=declined,
        scenario=scenario,
        matter=matter,
        entry=told["catalogEntry"]["body"],
        foreseen=foresee(told, set(asked), needed),
    )


async def act(visit: Visit) -> Response:
    """Ask for access, or only look again at what would come of it."""
    form = await visit.form()
    if form.get("do") != "ask":
        return await show(visit)
    try:
        done = await visit.act(
            "ask", **_stated(visit.query, form), fields=await visit.every("fields")
        )
    except Declined as declined:
        return await show(visit, declined)
    return visit.go(f"/partner/requests/{done['id']}", said="asked")


def _stated(chosen: Mapping[str, str], form: Mapping[str, str]) -> dict[str, Any]:
    quota = form.get("quota", "").strip()
    return {
        "scenario": chosen.get("scenario", ""),
        "matters": [chosen.get("matter", "")],
        "entry": chosen.get("entry", ""),
        "purpose": form.get("purpose", ""),
        "legalBasis": form.get("legalBasis", "").strip(),
        "validUntil": end_of(form.get("until", "")),
        "quota": whole(quota) if quota else None,
    }


def _coded(found: list[dict[str, Any]], code: str | None) -> dict[str, Any] | None:
    return next((one for one in found if one["code"] == code), None)


def _needed(matter: Answer, entry: str) -> list[str]:
    """Return the fields that a matter needs of an entry (art. 25)."""
    materials = (one for one in matter["materials"] if one["entry"]["code"] == entry)
    return [key for one in materials for key in one["fields"]]


REQUEST_NEW: Final = Page(
    "/partner/requests/new",
    Words("申请共享", "Ask for access"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
