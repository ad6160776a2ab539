"""Choose what is issued, of the entries whose licenses the own organization issues (art. 7)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show the entries that list the own organization, or all that are called as was searched."""
    search = visit.query.get("search", "").strip()
    office = (await visit.ask("office"))["viewer"]["organization"]
    issuer = None if search or office is None else office["code"]
    found = (await visit.ask("entries", issuer=issuer, search=search or None))["catalog"]
    entries = [one for one in found if not one["retired"]]
    return await visit.show(entries=entries, search=search)


ISSUE: Final = Page("/desk/issue", Words("表单制证", "Issue"), Path(__file__).parent, show)
