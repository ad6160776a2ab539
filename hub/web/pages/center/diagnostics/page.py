"""How all that the hub depends on is, and what mends it."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Examine everything now, and show what was found: what is amiss comes first."""
    found = (await visit.ask("diagnostics"))["diagnostics"]
    return await visit.show(found=sorted(found, key=lambda one: one["well"]))


DIAGNOSTICS: Final = Page(
    "/center/diagnostics", Words("运行诊断", "Diagnostics"), Path(__file__).parent, show
)
