"""The receipt of one use, which proves that it stands in the log (回执, art. 15(2), 24)."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.holder.files import proof
from hub.web.pages.holder.found import found
from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show what the receipt proves, and how to check it."""
    return await visit.show(receipt=await _receipt(visit), id=visit.params["id"])


async def act(visit: Visit) -> Response:
    """Hand over the receipt as a file."""
    await visit.form()
    receipt = await _receipt(visit)
    return proof(receipt["document"], "receipt")


async def _receipt(visit: Visit) -> dict[str, Any]:
    data = await visit.ask("receipt", id=visit.params["id"])
    return found(data["receipt"])


PROVEN: Final = Page(
    "/me/usage/{id}",
    Words("用证回执", "Receipt of a use"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
)
