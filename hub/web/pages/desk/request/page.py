"""One access request: what is asked, what each field would give, and the answer (art. 15(1))."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.clock import SHANGHAI
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, FormUnreadable, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

REASONED: Final = frozenset({"refuse", "suspend", "end"})
FIELD: Final = "form."
"""What the names of the choices of fields begin with."""


async def show(visit: Visit) -> Response:
    """Show a request."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Answer a request, or stop one that was approved."""
    typed, wish = await visit.form(), {"request": visit.params["id"]}
    name = typed.get("act", "")
    try:
        if name == "approve":
            wish |= _narrowed(visit)
        elif name in REASONED:
            wish["reason"] = typed.get("reason", "").strip()
        elif name != "resume":
            raise FormUnreadable
        await visit.act(name, **wish)
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go(f"/desk/approvals/{visit.params['id']}", said=name)


def _narrowed(visit: Visit) -> dict[str, Any]:
    """Return what of a request is approved: each field in a form, fewer licenses, an earlier end.

    Raises: FormUnreadable.
    """
    typed = visit.typed
    chosen = {key.removeprefix(FIELD): form for key, form in typed.items() if FIELD in key}
    until, quota = typed.get("until", ""), typed.get("quota", "").strip()
    try:
        day = datetime.fromisoformat(until).date() if until else None
        most = int(quota) if quota else None
    except ValueError:
        raise FormUnreadable from None
    end = day and datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
    listed = [{"key": key, "form": form} for key, form in chosen.items() if form != "WITHHELD"]
    return {"fields": listed, "quota": most, "validUntil": end and end.isoformat()}


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    one = (await visit.ask("request", id=visit.params["id"]))["node"]
    if not one:
        raise PageNotFound
    about = await visit.ask("about", entry=one["entry"], scenario=one["scenario"])
    body = about["catalogEntry"]["body"]
    named = {field["key"]: field for field in body["fields"]}
    matters = (about["scenario"] or {"matters": []})["matters"]
    return await visit.show(
        declined=declined,
        one=one,
        body=body,
        fields=[named[key] for key in one["fields"] if key in named],
        forms={field["key"]: field["form"] for field in one["approved"]},
        scenario=about["scenario"],
        matters=[each for each in matters if each["code"] in one["matters"]],
    )


REQUEST: Final = Page(
    "/desk/approvals/{id}",
    Words("共享申请", "Access request"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
    said={
        "approve": Words("已批准，即时生效", "Approved, at once"),
        "refuse": Words("已答复：不予批准", "Refused"),
        "suspend": Words("已暂停共享，即时生效", "Suspended, at once"),
        "resume": Words("已恢复共享", "Resumed"),
        "end": Words("已终止共享", "Ended"),
    },
)
