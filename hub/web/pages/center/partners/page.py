"""Partners, and those who apply to be one."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.naming import terms
from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_MOST: Final = 100


async def show(visit: Visit) -> Response:
    """Show partners, those of one state if it is named in the address."""
    chosen = visit.query.get("state")
    state = chosen if chosen in terms("PartnerState") else None
    partners = (await visit.ask("partners", state=state, first=_MOST))["partners"]
    return await visit.show(partners=partners, state=state)


PARTNERS: Final = Page(
    "/center/partners", Words("合作企业", "Partners"), Path(__file__).parent, show
)
