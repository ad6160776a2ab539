"""Who used which license, when, why, and on what basis (用证记录, art. 15(2))."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.holder.files import proof
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

ENOUGH: Final = 10
"""How many records make a page worth looking at."""
MOST_PAGES: Final = 10
"""How far back is looked for them at once."""
EVENTS: Final = 20
"""How many events are asked for at once; each may be of several licenses."""


async def show(visit: Visit) -> Response:
    """Show the records of others, or those of the holder."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Hand over the complete list of uses in some days, with its proof (art. 24)."""
    form = await visit.form()
    days = {"from": form.get("from", ""), "to": form.get("to", "")}
    try:
        data = await visit.ask("history", **days)
    except Declined as declined:
        return await _shown(visit, declined)
    return proof(data["viewer"]["usageProof"], "usage")


async def _shown(visit: Visit, declined: Declined | None = None) -> Response:
    chosen, own = visit.query.get("license") or None, visit.query.get("own") == "1"
    seen, cursor = await _leafed(visit, chosen, own=own)
    return await visit.show(
        records=[one for one in seen if one["bySelf"] is own],
        licenses=_named(seen),
        chosen=chosen,
        own=own,
        cursor=cursor,
        declined=declined,
    )


async def _leafed(
    visit: Visit, license_: str | None, *, own: bool
) -> tuple[list[dict[str, Any]], str | None]:
    """Return records until there is enough to show; holders look often, and others seldom."""
    seen: list[dict[str, Any]] = []
    cursor = visit.query.get("after")
    for _ in range(MOST_PAGES):
        data = await visit.ask("usage", first=EVENTS, after=cursor, license=license_)
        page = data["viewer"]["usage"]
        seen += page["records"]
        full = len({one["event"] for one in page["records"]}) == EVENTS
        cursor = page["endCursor"] if full else None
        if cursor is None or sum(one["bySelf"] is own for one in seen) >= ENOUGH:
            break
    return seen, cursor


def _named(records: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the entries of the licenses that records are of, by license."""
    return {one["license"]: one["entry"]["body"] for one in records if one["entry"]}


USAGE: Final = Page(
    "/me/usage", Words("用证记录", "Who used what"), Path(__file__).parent, show, act
)
