"""One license of a holder: each field with its decision, its life, and what can be done with it."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.holder.found import found
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined, PageNotFound
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show a license with the decision of each field (art. 21, 22)."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Send the visitor to the sealed document, by a link that works once (art. 15(2))."""
    form = await visit.form()
    try:
        data = await visit.ask("document", id=visit.params["id"], format=form.get("format"))
    except Declined as declined:
        return await _shown(visit, declined)
    return visit.go(found(data["license"])["document"])


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    data = await visit.ask("license", id=visit.params["id"])
    license_ = found(data["license"])
    if not any(one["decision"]["basis"] == "HOLDER" for one in license_["fields"]):
        raise PageNotFound  # what everybody may see of another's license stands elsewhere
    return await visit.show(license=license_, declined=declined)


LICENSE: Final = Page(
    "/me/licenses/{id}",
    Words("证照详情", "A license"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
