"""What was issued, delivered, shared, used and refused, and how long answers took (art. 5, 27)."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub import clock
from hub.web.pages import plots, vocabulary
from hub.web.pages.oversight.asking import told_or_declined
from hub.web.pages.oversight.figures import numbers
from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

USUAL_MEASURE: Final = "aggregated"
USUAL_DAYS: Final = timedelta(days=29)
_NOTHING: Final[Mapping[str, list[Any]]] = {"whole": [], "groups": [], "steps": []}


async def show(visit: Visit) -> Response:
    """Show the figures that are asked for; where they are refused, what was chosen and why."""
    chosen = _chosen(visit.query)
    told, declined = await told_or_declined(
        visit,
        "figures",
        _NOTHING,
        period={"since": chosen["since"], "until": chosen["until"]},
        region=chosen["region"] or None,
        sector=chosen["sector"] or None,
        by=chosen["by"],
        step=chosen["step"],
    )
    return await visit.show(
        declined=declined,
        chosen=chosen,
        vocabulary=vocabulary,
        numbers=numbers,
        **_drawn(visit, chosen, told),
    )


def _chosen(query: Mapping[str, str]) -> dict[str, str]:
    """Return what is asked for: the last thirty days by day and city, unless it is said."""
    today = clock.today()
    usual = {
        "since": (today - USUAL_DAYS).isoformat(),
        "until": today.isoformat(),
        "region": "",
        "sector": "",
        "by": "CITY",
        "step": "DAY",
        "measure": USUAL_MEASURE,
    }
    chosen = {name: query.get(name, value) for name, value in usual.items()}
    return chosen | ({} if chosen["measure"] in numbers.MEASURES else {"measure": USUAL_MEASURE})


def _drawn(
    visit: Visit, chosen: Mapping[str, str], told: Mapping[str, list[Any]]
) -> dict[str, Any]:
    """Return what the template shows of what was told."""
    measure, language = chosen["measure"], visit.look.language
    groups = sorted(told["groups"], key=lambda one: -one[measure])
    over_time: plots.Plot | None = None
    if told["steps"] and chosen["step"] != "WHOLE":
        since, until = (date.fromisoformat(chosen[one]) for one in ("since", "until"))
        days = list(numbers.steps_of(since, until, chosen["step"]))
        over_time = numbers.over_time(told["steps"], days, language)
    return {
        "whole": told["whole"][0] if told["whole"] else None,
        "groups": groups if chosen["by"] != "WHOLE" else [],
        "by_group": numbers.by_group(groups, measure, language),
        "by_origin": numbers.by_origin(groups, language),
        "over_time": over_time,
    }


FIGURES: Final = Page("/oversight", Words("统计数据", "Figures"), Path(__file__).parent, show)
