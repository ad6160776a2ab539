"""The requests of the own organization: where each stands, and what of it is left."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.partner.office import asked_by, options, own_code
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show the requests, or those alone that wait past their term."""
    code = await own_code(visit)
    found = await visit.ask("own", overdue=True if "overdue" in visit.query else None)
    own = asked_by(code, found["accessRequests"])
    return await visit.show(requests=own, entries=dict(options(visit, found["catalog"])))


REQUESTS: Final = Page(
    "/partner/requests",
    Words("共享申请", "Access requests"),
    Path(__file__).parent,
    show,
    said={"asked": Words("申请已提交", "The request is sent")},
)
