"""Release counts in blocks that are about enough people, and bound what is asked; pure.

What is about fewer than `FEWEST` holders waits, and is released with what comes later. So whatever
is published is a sum of blocks of that size, and so is each difference of two published numbers,
however organizations, regions, sectors and days are combined, and whenever they were asked for.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from hub.identity.directory import OrganizationFacts
from hub.identity.refusals import RegionInvalid
from hub.policy.codes import region_valid, significant_digits
from hub.supervision.figures.refusals import FiguresPeriodInvalid
from hub.supervision.figures.terms import FiguresBy, FiguresStep, Measure

FEWEST: Final = 10
"""Holders, or refused requests, that one number is at least about."""

EARLIEST: Final = date(2020, 1, 1)
LONGEST: Final = {
    FiguresStep.DAY: timedelta(days=92),
    FiguresStep.MONTH: timedelta(days=3 * 366),
    FiguresStep.QUARTER: timedelta(days=3 * 366),
    FiguresStep.WHOLE: timedelta(days=3 * 366),
}
_CITY_DIGITS: Final = 4


class Counted(NamedTuple):
    """So many of something on a day, and whom they are about; of many people, some."""

    organization_id: int
    measure: Measure
    day: date
    times: int
    persons: frozenset[UUID] = frozenset()


class Held(NamedTuple):
    """What waits, and whom it is about."""

    times: int = 0
    persons: frozenset[UUID] = frozenset()


NOTHING_HELD: Final = Held()


def release(held: Held, arrived: Iterable[Counted]) -> tuple[dict[date, int], Held]:
    """Return what can be told of each day now, and what waits further; days in their order."""
    told: dict[date, int] = {}
    for one in sorted(arrived, key=lambda each: each.day):
        held = Held(held.times + one.times, held.persons | one.persons)
        if _enough(one.measure, held):
            told[one.day] = told.get(one.day, 0) + held.times
            held = NOTHING_HELD
    return told, held


def _enough(measure: Measure, held: Held) -> bool:
    """Tell whether something is about enough people to be told.

    Refusals are counted by requests, whether or not what they asked for exists: else the figures
    would tell that.
    """
    about = held.times if measure is Measure.REFUSED else len(held.persons)
    return about >= FEWEST


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which figures are asked for; the last day is included."""

    since: date
    until: date
    by: FiguresBy = FiguresBy.WHOLE
    step: FiguresStep = FiguresStep.WHOLE
    organization: str | None = None
    region: str | None = None
    sector: str | None = None

    def matches(self, one: OrganizationFacts) -> bool:
        """Tell whether an organization is asked for."""
        region = significant_digits(self.region or "")
        return (
            self.organization in (None, one.code)
            and self.sector in (None, one.sector)
            and one.region.startswith(region)
        )

    @property
    def everything(self) -> bool:
        """Tell whether nothing narrows it but who asks."""
        return (self.organization, self.region, self.sector) == (None, None, None)

    def key(self, one: OrganizationFacts) -> str:
        """Return the group to which an organization's figures go."""
        match self.by:
            case FiguresBy.ORGANIZATION:
                return one.code
            case FiguresBy.COUNTY:
                return one.region
            case FiguresBy.CITY:
                return one.region[:_CITY_DIGITS] + "00"
            case FiguresBy.SECTOR:
                return one.sector or ""
            case FiguresBy.WHOLE:
                return ""


def check_asked(asked: Asked) -> None:
    """Let a period pass that is not too long for its steps, and a region that is one.

    Raises: FiguresPeriodInvalid, RegionInvalid.
    """
    if asked.region is not None and not region_valid(asked.region):
        raise RegionInvalid
    longest = LONGEST[asked.step]
    if not EARLIEST <= asked.since <= asked.until <= asked.since + longest:
        raise FiguresPeriodInvalid(earliest=EARLIEST.isoformat(), days=longest.days)
