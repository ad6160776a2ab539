"""Count working days as the statutes do: make-up days included, the day of receipt not counted.

What the State Council's notices say of a year is handed in; a year without one is predicted.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec
from holidays import country_holidays

from hub.clock import SHANGHAI

_CHINA: Final = country_holidays("CN")
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)
_MOMENT: Final = timedelta(microseconds=1)
_TURN_OF_YEAR: Final = timedelta(days=7)
"""What is moved about a New Year is told by the notice of the new year, as of 2018-12-29."""


class Year(msgspec.Struct, frozen=True, kw_only=True):
    """What a year's notice says: which days are off, and on which Saturdays and Sundays one works.

    Its days may lie in the last week of the year before.
    """

    year: int
    days_off: tuple[date, ...]
    make_up: tuple[date, ...]


class Term(msgspec.Struct, frozen=True):
    """When a term ends, and whether that may yet change as a year's notice comes."""

    end: datetime
    provisional: bool


class Calendar:
    """The working days of the years that were announced, and of others as far as one can tell."""

    def __init__(self, years: Iterable[Year]) -> None:
        """Take what the notices say."""
        announced = list(years)
        self._years = {one.year for one in announced}
        self._off = {day for one in announced for day in one.days_off}
        self._working = {day for one in announced for day in one.make_up}

    def is_announced(self, day: date) -> bool:
        """Tell whether the notices that a day depends on are known."""
        return {day.year, (day + _TURN_OF_YEAR).year} <= self._years

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work on a day in China; predicted where it was not announced."""
        if day in self._working or day in self._off:
            return day in self._working
        if day.year in self._years:
            return day.weekday() < _SATURDAY
        return bool(_CHINA.is_working_day(day))

    def term(self, received: datetime, working_days: int) -> Term:
        """Return the end of a term: 24:00 of its last working day in Asia/Shanghai."""
        first = day = received.astimezone(SHANGHAI).date() + _DAY
        left = working_days - self.is_working_day(day)
        while left:
            day += _DAY
            left -= self.is_working_day(day)
        end = datetime.combine(day + _DAY, time(), SHANGHAI)
        return Term(end, not (self.is_announced(first) and self.is_announced(day)))

    def left(self, moment: datetime, end: datetime) -> int | None:
        """Return how many working days follow a moment's day until a term ends; None once over."""
        if end <= moment:
            return None
        day, last = moment.astimezone(SHANGHAI).date(), (end - _MOMENT).astimezone(SHANGHAI).date()
        days = (day + _DAY * n for n in range(1, (last - day).days + 1))
        return sum(map(self.is_working_day, days))
