"""Change what a license says, in a new version (变更, art. 10)."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.desk.face import (
    case_of,
    changes,
    code_types,
    face_fields,
    filled,
    holder_count,
    holder_fields,
    holders,
    keep_pictures,
)
from hub.web.pages.desk.faults import fault_of
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

License = dict[str, Any]


async def show(visit: Visit) -> Response:
    """Show a form that holds what the license says."""
    return await _shown(visit, await _license(visit))


async def act(visit: Visit) -> Response:
    """Change what was changed in the form."""
    typed = await visit.form()
    one = await _license(visit)
    body = one["entry"]["body"]
    await keep_pictures(visit, body)
    if typed.keys() & {"more", "fewer"}:
        return await _shown(visit, one)
    wish: dict[str, Any] = {
        "license": one["id"],
        "case": case_of(typed),
        "face": changes(body, filled(body, one["fields"]), visit.typed),
    }
    if "holders_changed" in typed:
        wish["holders"] = holders(body, visit.typed)
    try:
        made = await visit.act("change", **wish)
    except Declined as declined:
        return await _shown(visit, one, declined)
    if made["state"] == "AWAITING":
        return visit.go(f"/desk/joint/{made['id']}", said="begun")
    return visit.go(f"/desk/licenses/{one['id']}", said="changed")


async def _license(visit: Visit) -> License:
    found: License | None = (await visit.ask("license", id=visit.params["id"]))["license"]
    if found is None:
        raise PageNotFound
    return found


async def _shown(visit: Visit, one: License, declined: Declined | None = None) -> Response:
    body = one["entry"]["body"]
    named = max((cell["holder"] or 1 for cell in one["fields"]), default=1)
    typed = visit.typed or {"holders": str(named)}
    return await visit.show(
        declined=declined,
        fault=fault_of(declined),
        one=one,
        body=body,
        values=filled(body, one["fields"]),
        labels={field["key"]: field for field in body["fields"]},
        count=holder_count(body, typed),
        face=face_fields(body),
        own=holder_fields(body),
        code_types=[(code, words.told(visit.look.language)) for code, words in code_types(body)],
    )


CHANGE: Final = Page(
    "/desk/licenses/{id}/change",
    Words("变更证照", "Change a license"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
