"""What the own organization used: quotas for everybody there, single uses for who oversees it."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.partner.office import asked_by, options, own_code
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show limits, quotas and uses."""
    code = await own_code(visit)
    found = await visit.ask("own")
    own = asked_by(code, found["accessRequests"])
    records, told = await _records(visit)
    return await visit.show(
        requests=sorted(own, key=_share, reverse=True),
        entries=dict(options(visit, found["catalog"])),
        limits=next((one for one in found["partners"] if one["code"] == code), None),
        records=records["records"] if records else [],
        cursor=records and records["endCursor"],
        why=told,
        outcomes=Counter(
            it["outcome"] for one in (records or {}).get("records", []) for it in one["fields"]
        ),
    )


def _share(request: dict[str, Any]) -> float:
    """Return how much of a quota is used; what has none comes last."""
    return -1.0 if request["quota"] is None else request["used"] / request["quota"]


async def _records(visit: Visit) -> tuple[dict[str, Any] | None, Declined | None]:
    """Return the single uses, or why they are not for this visitor."""
    try:
        found = await visit.ask("records", after=visit.query.get("after"))
    except Declined as declined:
        return None, declined
    return found["organization"]["usage"], None


USAGE: Final = Page(
    "/partner/usage", Words("用证量与额度", "Use and limits"), Path(__file__).parent, show
)
