"""Issue a license by form (表单制发, art. 8)."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.desk.face import (
    Body,
    case_of,
    code_types,
    face_fields,
    holder_count,
    holder_fields,
    holders,
    keep_pictures,
    stated,
)
from hub.web.pages.desk.faults import fault_of
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show an empty form."""
    return await _shown(visit, await _body(visit))


async def act(visit: Visit) -> Response:
    """Issue what was filled in, or make room for another holder."""
    typed = await visit.form()
    body = await _body(visit)
    await keep_pictures(visit, body)
    if typed.keys() & {"more", "fewer"}:
        return await _shown(visit, body)
    try:
        made = await visit.act("issue", **_wish(visit, body))
    except Declined as declined:
        return await _shown(visit, body, declined)
    if made["license"] is None:
        return visit.go(f"/desk/joint/{made['id']}", said="begun")
    return visit.go(f"/desk/licenses/{made['license']}", said="issued")


async def _body(visit: Visit) -> Body:
    entry = (await visit.ask("entry", code=visit.params["code"]))["catalogEntry"]
    if entry is None:
        raise PageNotFound
    body: Body = {**entry["body"], "code": entry["code"]}
    return body


def _wish(visit: Visit, body: Body) -> dict[str, Any]:
    typed = visit.typed
    optional = {
        "number": "number",
        "issuedOn": "issued_on",
        "validFrom": "valid_from",
        "validUntil": "valid_until",
        "region": "region",
    }
    return {
        "entry": body["code"],
        "holders": holders(body, typed),
        "face": stated("face", face_fields(body), typed),
        "case": case_of(typed),
        **{name: typed.get(key, "").strip() or None for name, key in optional.items()},
    }


async def _shown(visit: Visit, body: Body, declined: Declined | None = None) -> Response:
    return await visit.show(
        declined=declined,
        fault=fault_of(declined),
        body=body,
        labels={one["key"]: one for one in body["fields"]},
        count=holder_count(body, visit.typed),
        face=face_fields(body),
        own=holder_fields(body),
        code_types=[(code, words.told(visit.look.language)) for code, words in code_types(body)],
    )


FORM: Final = Page(
    "/desk/issue/{code}",
    Words("制发电子证照", "Issue a license"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
