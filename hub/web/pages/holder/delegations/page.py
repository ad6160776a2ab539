"""The delegations that a holder gave or got (委托用证, art. 15(2))."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show what was delegated, by the viewer and to the viewer."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """End a delegation, or approve one within a company."""
    form = await visit.form()
    name = "approve" if "approve" in form else "end"
    try:
        await visit.act(name, delegation=form.get(name, ""))
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go(DELEGATIONS.path, said=name)


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    data = await visit.ask("delegations")
    matters = [matter for scenario in data["scenarios"] for matter in scenario["matters"]]
    return await visit.show(
        delegations=data["authorizations"],
        matters={matter["code"]: matter for matter in matters},
        licenses={one["node"]["id"]: one["node"] for one in data["viewer"]["licenses"]["edges"]},
        declined=declined,
    )


DELEGATIONS: Final = Page(
    "/me/delegations",
    Words("我的委托", "Delegations"),
    Path(__file__).parent,
    show,
    act,
    said={
        "given": Words("委托成功，可随时在此终止", "Delegated; you can end it here at any time"),
        "end": Words("委托已终止，立即生效", "The delegation has ended, at once"),
        "approve": Words("已批准，委托开始生效", "Approved; the delegation begins"),
    },
)
