"""Orders to rectify, by where they stand (art. 28)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.oversight.asking import told_or_declined
from hub.web.pages.oversight.paging import chosen, further
from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_NOTHING: Final[Mapping[str, Any]] = {"orders": {"orders": [], "endCursor": None}}


async def show(visit: Visit) -> Response:
    """Show orders."""
    asked = chosen(visit.query, "organization", "state")
    after = visit.query.get("after")
    told, declined = await told_or_declined(visit, "orders", _NOTHING, **asked, after=after)
    orders = told["orders"]["orders"]
    return await visit.show(
        declined=declined, orders=orders, further=further(orders, told["orders"]), asked=asked
    )


ORDERS: Final = Page("/oversight/orders", Words("整改令", "Orders"), Path(__file__).parent, show)
