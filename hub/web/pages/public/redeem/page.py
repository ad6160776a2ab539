"""Redeem the code by which a holder shows a license, and read what is shown (亮证, art. 17)."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.naming import name
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Ask for the code, and for what the license is looked at."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Redeem the code, and show the license for the purpose stated."""
    form = await visit.form()
    purpose = {key: form.get(key, "").strip() for key in ("cause", "scenario")}
    if case := form.get("caseNumber", "").strip():
        purpose["caseNumber"] = case
    try:
        shown = await visit.act("redeem", code="".join(form.get("code", "").split()), **purpose)
        data = await visit.ask("license", id=shown["license"], purpose=purpose)
    except Declined as declined:
        return await _shown(visit, declined)
    return await _shown(visit, shown=shown, license_=data["license"])


async def _shown(
    visit: Visit,
    declined: Declined | None = None,
    *,
    shown: dict[str, Any] | None = None,
    license_: dict[str, Any] | None = None,
) -> Response:
    return await visit.show(
        declined=declined, shown=shown, license=license_, scenarios=await _scenarios(visit)
    )


async def _scenarios(visit: Visit) -> list[tuple[str, str]]:
    """Return the scenarios of the visitor's organization; none for who has no office."""
    office = (await visit.ask("office"))["viewer"]["organization"]
    if office is None:
        return []
    found = (await visit.ask("scenarios", organization=office["code"]))["scenarios"]
    language = visit.look.language
    return [(one["code"], name(one, language)) for one in found if one["retiredAt"] is None]


REDEEM: Final = Page(
    "/redeem", Words("核验亮证", "Check a shown license"), Path(__file__).parent, show, act
)
