"""Who used which license, when, why, and on what basis (用证记录, art. 15(2))."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.holder.files import proof
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show the records, those of others first."""
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
    license_ = visit.query.get("license") or None
    data = await visit.ask("usage", after=visit.query.get("after"), license=license_)
    page = data["viewer"]["usage"]
    return await visit.show(
        others=[one for one in page["records"] if not one["bySelf"]],
        own=[one for one in page["records"] if one["bySelf"]],
        licenses=_named(page["records"]),
        chosen=license_,
        cursor=page["endCursor"],
        declined=declined,
    )


def _named(records: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the entries of the licenses that records are of, by license."""
    return {one["license"]: one["entry"]["body"] for one in records if one["entry"]}


USAGE: Final = Page(
    "/me/usage", Words("用证记录", "Who used what"), Path(__file__).parent, show, act
)
