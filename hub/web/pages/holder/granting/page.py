"""Let an organization or a person use a license (授权用证, art. 15(2))."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.holder.days import end_of
from hub.web.pages.holder.found import found
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show what can be granted."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Give the grant."""
    form = await visit.form()
    try:
        await visit.act(
            "grant",
            license=visit.params["id"],
            fields=await visit.every("fields"),
            right=form.get("right", "VIEW"),
            organization=form.get("organization") or form.get("code") or None,
            person=form.get("person") or None,
            validUntil=end_of(form.get("until", "")),
            maxUses=_count(form.get("uses", "")),
            cause=form.get("cause", ""),
        )
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go("/me/grants", said="given")


def _count(typed: str) -> int | str | None:
    """Return a number that was typed; what is none, for the hub to decline."""
    return int(typed) if typed.isdecimal() else typed or None


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    data = await visit.ask("license", id=visit.params["id"])
    return await visit.show(
        license=found(data["license"]),
        organizations={
            one["organization"]["code"]: one["organization"] for one in data["scenarios"]
        },
        ticked=await visit.every("fields"),
        declined=declined,
    )


GRANTING: Final = Page(
    "/me/licenses/{id}/grant",
    Words("授权用证", "Grant the use of a license"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
