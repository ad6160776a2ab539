"""Draft that a field or an entry is not shared."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit, declined: Declined | None = None) -> Response:
    """Show what can be exempt.

    Raises: PageNotFound.
    """
    found = await visit.ask("fields", code=visit.params["code"])
    if not found["catalogRevisions"]:
        raise PageNotFound
    return await visit.show(
        body=found["catalogRevisions"][-1]["body"],
        laws=found["legalBases"],
        declined=declined,
    )


async def declare(visit: Visit) -> Response:
    """Draft the exemption."""
    form, code = await visit.form(), visit.params["code"]
    why = {name: form.get(name) or None for name in ("ground", "legalBasis", "until")}
    try:
        drafted = await visit.act(
            "declare", code=code, field=form.get("field") or None, exemption=why
        )
    except Declined as declined:
        return await show(visit, declined)
    return visit.go(f"/catalog/{code}/revisions/{drafted['number']}", said="drafted")


EXEMPT: Final = Page(
    "/catalog/{code}/exempt",
    Words("声明不予共享", "Declare an exemption"),
    Path(__file__).parent,
    show,
    declare,
    listed=False,
)
