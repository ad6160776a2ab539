"""Object to what the register says of a license, as anybody may (核查申请, art. 21)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.objections.rules import LONGEST
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Ask which license it is about."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Show what of the license can be wrong; or take the objection, and give its receipt."""
    form = await visit.form()
    identifier = form.get("identifier", "").strip()
    if "told" not in form:
        return await _about(visit, identifier)
    chosen = await visit.every("field")
    try:
        raised = await visit.act(
            "raise", identifier=identifier, fields=chosen, told=form["told"].strip()
        )
    except Declined as declined:
        return await _about(visit, identifier, chosen, declined)
    return await _shown(visit, raised=raised)


async def _about(
    visit: Visit,
    identifier: str,
    chosen: list[str] | None = None,
    declined: Declined | None = None,
) -> Response:
    try:
        data = await visit.ask("record", identifier=identifier)
    except Declined as unknown:
        return await _shown(visit, declined=declined or unknown)
    return await _shown(visit, data["publicRecord"], chosen, declined)


async def _shown(
    visit: Visit,
    record: object = None,
    chosen: list[str] | None = None,
    declined: Declined | None = None,
    *,
    raised: object = None,
) -> Response:
    return await visit.show(
        declined=declined, record=record, raised=raised, chosen=chosen or [], longest=LONGEST
    )


OBJECTION: Final = Page(
    "/object", Words("提出异议", "Raise an objection"), Path(__file__).parent, show, act
)
