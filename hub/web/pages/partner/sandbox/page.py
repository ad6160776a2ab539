"""How to try the hub out: tokens, a first question, the clock; in the demonstration alone."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show what to type."""
    return await visit.show()


SANDBOX: Final = Page("/partner/sandbox", Words("沙箱", "Sandbox"), Path(__file__).parent, show)
