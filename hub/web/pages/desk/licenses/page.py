"""Find licenses that the own organization issued: by identifier, or in the list of an entry."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show the licenses of an entry, the newest first; of all entries, if none is chosen."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Go to the license that has an identifier."""
    identifier = (await visit.form()).get("identifier", "").strip()
    try:
        found = (await visit.ask("find", identifier=identifier))["license"]
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go(f"/desk/licenses/{found['id']}")


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    entry = visit.query.get("entry") or None
    office = (await visit.ask("office"))["viewer"]["organization"]
    entries = (await visit.ask("entries", issuer=office and office["code"]))["catalog"]
    page = (await visit.ask("licenses", entry=entry, after=visit.query.get("after")))["licenses"]
    more = page["pageInfo"]
    return await visit.show(
        declined=declined,
        entry=entry,
        entries=entries,
        found=[edge["node"] for edge in page["edges"]],
        after=more["endCursor"] if more["hasNextPage"] else None,
    )


LICENSES: Final = Page(
    "/desk/licenses", Words("本单位证照", "Own licenses"), Path(__file__).parent, show, act
)
