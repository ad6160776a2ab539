"""The quality of the own data: batches, findings, orders, and who answers for it (art. 28)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

PAGE: Final = 20
DELIVERING: Final = frozenset({"AGGREGATOR", "ISSUER"})
WIDTH: Final = 200
"""How wide the bar of a batch is, in the units of its drawing."""


async def show(visit: Visit) -> Response:
    """Show what was delivered and what of it was faulty, and what was found."""
    told = await visit.ask("quality")
    batches: list[dict[str, Any]] = []
    if (await visit.viewer()).roles & DELIVERING:
        batches = (await visit.ask("batches", after=visit.query.get("after")))["batches"]
    found = (told["findings"] or {"findings": []})["findings"]
    return await visit.show(
        batches=[{**one, "sound": _sound(one)} for one in batches],
        after=batches[-1]["id"] if len(batches) == PAGE else None,
        running=[one for one in found if one["closedAt"] is None],
        gone=[one for one in found if one["closedAt"] is not None],
        orders=(told["orders"] or {"orders": []})["orders"],
        organization=told["organization"],
        width=WIDTH,
    )


def _sound(batch: Mapping[str, Any]) -> int:
    """Return how much of a batch's bar stands for rows without a fault."""
    good = sum(batch[kind] for kind in ("accepted", "events", "unchanged"))
    rows = good + batch["quarantined"]
    return WIDTH * good // rows if rows else WIDTH


QUALITY: Final = Page(
    "/desk/quality", Words("数据质量", "Data quality"), Path(__file__).parent, show
)
