"""Put figures into order for plots: by group and by step of time, under their names; pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from hub.web.pages import vocabulary
from hub.web.pages.plots import Plot, Row, bars, lines, shares
from hub.web.pages.words import Language, Words

MEASURES: Final = {
    "issued": Words("制发数", "Issued"),
    "aggregated": Words("归集数", "Delivered"),
    "shared": Words("共享数", "Shared"),
    "used": Words("用证数", "Used"),
    "refused": Words("被拒绝数", "Refused"),
}
MOST_BARS: Final = 12
MOST_GROUPS: Final = 40
"""More are not listed on one page: who wants to see them asks for a region or a sector."""

PROVINCIAL: Final = Words("省本级", "The province's own")
_PROVINCE: Final = "510000"
_DRAWN: Final = ("issued", "aggregated", "shared", "used")
_MADE: Final = ("issued", "aggregated")
_MONTHS: Final = {"MONTH": 1, "QUARTER": 3}
_YEAR: Final = 12

Figures = Mapping[str, Any]


def group_name(one: Figures) -> Words:
    """Return what a group is called: an organization, a region or a sector."""
    if one["organization"] is not None:
        return Words(one["organization"]["nameZh"], one["organization"]["nameEn"])
    if one["region"] is not None:
        return PROVINCIAL if one["region"] == _PROVINCE else vocabulary.region(one["region"])
    return vocabulary.sector(one["sector"])


def by_group(groups: Sequence[Figures], measure: str, language: Language) -> Plot:
    """Draw one measure of the groups that have most of it."""
    name = MEASURES[measure].told(language)
    title = Words(f"各组{MEASURES[measure].zh}", f"{MEASURES[measure].en}, by group").told(language)
    most = [(group_name(one).told(language), one[measure]) for one in groups if one[measure]]
    return bars(title, name, most[:MOST_BARS])


def by_origin(groups: Sequence[Figures], language: Language) -> Plot:
    """Draw of each group how much was made by the hub, and how much was delivered."""
    title = Words("证照来源构成", "How licenses came").told(language)
    rows = (
        Row(group_name(one).told(language), tuple(one[measure] for measure in _MADE))
        for one in groups[:MOST_BARS]
    )
    return shares(title, [MEASURES[one].told(language) for one in _MADE], rows)


def over_time(told: Sequence[Figures], days: Sequence[date], language: Language) -> Plot:
    """Draw measures over time; of a step of which nothing is told there is nothing."""
    known = {date.fromisoformat(one["since"]): one for one in told}
    rows = [(day, [known[day][one] if day in known else 0 for one in _DRAWN]) for day in days]
    title = Words("制发、归集、共享、用证数", "Issued, delivered, shared and used").told(language)
    return lines(title, [MEASURES[one].told(language) for one in _DRAWN], rows)


def steps_of(since: date, until: date, step: str) -> Iterator[date]:
    """Yield the first day of each step of a period."""
    months = _MONTHS.get(step)
    if step == "WHOLE" or until < since:
        return
    day = since if months is None else _first(since, months)
    while day <= until:
        yield day
        day = day + timedelta(days=1) if months is None else _later(day, months)


def _first(day: date, months: int) -> date:
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _later(day: date, months: int) -> date:
    month = day.month - 1 + months
    return date(day.year + month // _YEAR, month % _YEAR + 1, 1)
