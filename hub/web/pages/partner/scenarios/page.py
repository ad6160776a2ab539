"""The scenarios of the own organization, each with what it needs, and the way to a request."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.partner.office import own_code
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show what the own organization uses licenses for."""
    found = await visit.ask("own", organization=await own_code(visit))
    return await visit.show(declined=declined, scenarios=found["scenarios"])


async def act(visit: Visit) -> Response:
    """Retire a scenario."""
    form = await visit.form()
    try:
        await visit.act("retire", code=form.get("code", ""))
    except Declined as declined:
        return await show(visit, declined)
    return visit.go("/partner/scenarios", said="retired")


SCENARIOS: Final = Page(
    "/partner/scenarios",
    Words("应用场景", "Scenarios"),
    Path(__file__).parent,
    show,
    act,
    said={
        "registered": Words("应用场景已登记，任何人可查", "Registered; anybody may look it up"),
        "retired": Words("应用场景已停用", "The scenario is retired"),
    },
)
