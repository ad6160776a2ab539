"""Let somebody use a license in one matter (委托用证, art. 15(2))."""

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
    """Show the matters that ask for the license."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Delegate what the matter asks for, and nothing else."""
    form = await visit.form()
    matter, _, fields = form.get("matter", "").partition(" ")
    try:
        await visit.act(
            "delegate",
            license=visit.params["id"],
            matter=matter,
            fields=fields.split(),
            person=form.get("person") or None,
            company=form.get("company") or None,
            validUntil=end_of(form.get("until", "")),
            cause=form.get("cause", ""),
        )
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go("/me/delegations", said="given")


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    data = await visit.ask("license", id=visit.params["id"])
    license_ = found(data["license"])
    asking = _asking(data["scenarios"], license_["entry"]["code"])
    return await visit.show(license=license_, asking=asking, declined=declined)


def _asking(scenarios: list[dict[str, Any]], entry: str) -> list[dict[str, Any]]:
    """Return each matter that asks for licenses of an entry: whose it is, and what it asks for."""
    return [
        {"organization": scenario["organization"], "matter": matter, "fields": material["fields"]}
        for scenario in scenarios
        for matter in scenario["matters"]
        for material in matter["materials"]
        if material["entry"]["code"] == entry
    ]


DELEGATING: Final = Page(
    "/me/licenses/{id}/delegate",
    Words("委托用证", "Delegate the use of a license"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
