"""Where a visitor begins: what can be done here, for whom."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show what there is for this visitor."""
    return await visit.show()


HOME: Final = Page("/", Words("首页", "Home"), Path(__file__).parent, show, listed=False)
