"""Tell how an objection stands to who has its receipt, which no address holds (art. 21)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.objections.rules import WORKING_DAYS
from hub.objections.terms import ClockKind
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Ask for the receipt."""
    return await visit.show(found=None)


async def act(visit: Visit) -> Response:
    """Show the three terms, and where the objection is among them."""
    receipt = (await visit.form()).get("receipt", "").strip()
    try:
        found = (await visit.ask("status", receipt=receipt))["objectionStatus"]
    except Declined as declined:
        return await visit.show(found=None, declined=declined)
    begun = {one["kind"]: one for one in found["clocks"]}
    terms = [(kind.value, begun.get(kind.value)) for kind in ClockKind]
    return await visit.show(found=found, terms=terms, days=WORKING_DAYS)


PROGRESS: Final = Page(
    "/object/status",
    Words("异议办理进度", "How an objection stands"),
    Path(__file__).parent,
    show,
    act,
)
