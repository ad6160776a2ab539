"""What is reported of an organization that demanded paper (art. 18)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages import naming
from hub.web.pages.oversight.asking import told_or_declined
from hub.web.pages.oversight.paging import chosen, further
from hub.web.pages.page import Page
from hub.web.pages.plots import Plot, bars
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_NOTHING: Final[Mapping[str, Any]] = {
    "paperDemands": {"counts": [], "reports": [], "endCursor": None}
}


async def show(visit: Visit) -> Response:
    """Ask of which organization, and show what is reported of it."""
    asked = chosen(visit.query, "organization")
    told, declined = _NOTHING, None
    if asked:
        after = visit.query.get("after")
        told, declined = await told_or_declined(visit, "demands", _NOTHING, **asked, after=after)
    page = told["paperDemands"]
    return await visit.show(
        declined=declined,
        asked=asked,
        counts=_drawn(visit, page["counts"]),
        reports=page["reports"],
        further=further(page["reports"], page),
    )


def _drawn(visit: Visit, counts: list[dict[str, Any]]) -> Plot:
    language = visit.look.language
    title = Words("各类证照被索要纸质的次数", "How often paper was demanded, by license")
    numbers: dict[str, int] = {}
    for one in counts:
        entry = naming.name(one["entry"]["body"], language)
        numbers[entry] = numbers.get(entry, 0) + one["count"]
    most = sorted(numbers.items(), key=lambda item: -item[1])
    return bars(title.told(language), Words("次数", "Reports").told(language), most)


DEMANDS: Final = Page(
    "/oversight/demands",
    Words("索要纸质证照的反映", "Demands for paper"),
    Path(__file__).parent,
    show,
)
