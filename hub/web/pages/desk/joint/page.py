"""One joint issue: who has confirmed, and the own fields to be stated (多家核对, art. 22)."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.desk.face import Field, face_fields, keep_pictures, stated
from hub.web.pages.desk.faults import fault_of
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

Making = dict[str, Any]


async def show(visit: Visit) -> Response:
    """Show how far it has come."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Confirm it with the own fields, or give it up."""
    typed = await visit.form()
    making, body = await _found(visit)
    await keep_pictures(visit, body)
    try:
        if "abandon" in typed:
            await visit.act("abandon", making=making["id"])
            return visit.go("/desk/joint", said="abandoned")
        own = stated("face", _own(making, body), visit.typed)
        made = await visit.act("confirm", making=making["id"], face=own)
    except Declined as declined:
        return await _shown(visit, declined)
    if made["license"] is None:
        return visit.go(f"/desk/joint/{making['id']}", said="confirmed")
    return visit.go(f"/desk/licenses/{made['license']}", said="issued")


async def _found(visit: Visit) -> tuple[Making, dict[str, Any]]:
    told = await visit.ask("joint", id=visit.params["id"])
    if not told["node"]:
        raise PageNotFound
    making = {**told["node"], "own": told["viewer"]["organization"]["code"]}
    entry = (await visit.ask("entry", code=making["entry"]["code"]))["catalogEntry"]
    return making, entry["body"]


def _own(making: Making, body: dict[str, Any]) -> list[Field]:
    """Return the fields whose one source the own organization is (一数一源)."""
    return [one for one in face_fields(body) if one["source"] == making["own"]]


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    making, body = await _found(visit)
    return await visit.show(
        declined=declined,
        fault=fault_of(declined),
        one=making,
        mine=making["own"] in [each["code"] for each in making["awaiting"]],
        fields=_own(making, body),
    )


JOINT: Final = Page(
    "/desk/joint/{id}",
    Words("联合制发", "Joint issue"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
    said={
        "begun": Words(
            "已发起联合制发，待其他签发部门确认", "It is begun, and awaits the other issuers"
        ),
        "confirmed": Words("本单位已确认", "Your organization has confirmed"),
    },
)
