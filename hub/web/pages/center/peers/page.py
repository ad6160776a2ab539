"""The systems that the hub exchanges with."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show peers, and what waits for each."""
    return await visit.show(peers=(await visit.ask("peers"))["peers"])


PEERS: Final = Page("/center/peers", Words("对接方", "Peers"), Path(__file__).parent, show)
