"""Corrections of what the organization received, to be taken note of (art. 21)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show what was corrected and not taken note of."""
    found = await visit.ask("corrections")
    return await visit.show(declined=declined, corrections=found["corrections"]["corrections"])


async def act(visit: Visit) -> Response:
    """Take note of one."""
    form = await visit.form()
    try:
        await visit.act("acknowledge", correction=form.get("correction", ""))
    except Declined as declined:
        return await show(visit, declined)
    return visit.go(CORRECTIONS.path, said="noted")


CORRECTIONS: Final = Page(
    "/partner/corrections",
    Words("更正通知", "Corrections"),
    Path(__file__).parent,
    show,
    act,
    said={"noted": Words("已确认知悉", "Noted")},
)
