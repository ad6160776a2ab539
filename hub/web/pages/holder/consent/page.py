"""Give or refuse what an office asks for (持证主体同意, art. 15(1))."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.holder.days import end_of
from hub.web.pages.holder.found import found
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show what is asked; nothing is ticked."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Take the answer."""
    form = await visit.form()
    answer = _refuse if form.get("answer") == "refuse" else _give
    try:
        said = await answer(visit)
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go("/me/consents", said=said)


async def _give(visit: Visit) -> str:
    separate = await visit.every("separate")
    together = [key for keys in await visit.every("fields") for key in keys.split()]
    await visit.act(
        "give",
        consent=visit.params["id"],
        fields=together + separate,
        separate=separate,
        validUntil=end_of(visit.typed.get("until", "")),
        delegation=visit.typed.get("delegation") or None,
    )
    return "given"


async def _refuse(visit: Visit) -> str:
    delegation = visit.typed.get("delegation") or None
    await visit.act("refuse", consent=visit.params["id"], delegation=delegation)
    return "refused"


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    data = await visit.ask("consent", id=visit.params["id"])
    consent = found(data["node"])
    names = await visit.ask("names", scenario=consent["scenario"], entry=consent["entry"])
    return await visit.show(
        consent=consent,
        scenario=names["scenario"],
        entry=names["catalogEntry"],
        delegations=[one for one in data["authorizations"] if _serves(one, consent)],
        ticked=await visit.every("fields") + await visit.every("separate"),
        declined=declined,
    )


def _serves(delegation: dict[str, Any], consent: dict[str, Any]) -> bool:
    """Tell whether a delegate can answer under a delegation."""
    same = all(delegation[part] == consent[part] for part in ("matter", "license"))
    return bool(delegation["toViewer"]) and same


CONSENT: Final = Page(
    "/me/consents/{id}",
    Words("是否同意提供证照信息", "Do you consent?"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
