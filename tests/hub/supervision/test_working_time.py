"""Working days are counted backward just as the statutes count them forward."""

from datetime import date, timedelta

import pytest

from hub.supervision.working_time import days_back, last_day, received_before
from tests.hub.supervision.town import at
from tests.workdays import CALENDAR

DAYS = [date(2026, 1, 20) + timedelta(days=number) for number in range(60)]


@pytest.mark.parametrize("term", [1, 3, 5, 20])
def test_whatever_came_before_is_overdue_and_nothing_else(term: int) -> None:
    for day in DAYS:
        for moment in (at(day, 0), at(day, 12)):
            before = received_before(CALENDAR, moment, term)
            late = before - timedelta(seconds=1)
            ends = [CALENDAR.term(received, term).end for received in (late, before)]
            assert ends[0] <= moment < ends[1]


@pytest.mark.parametrize("number", [1, 10, 40])
def test_so_many_working_days_lie_behind(number: int) -> None:
    for day in DAYS:
        first = days_back(CALENDAR, day, number)
        between = [first + timedelta(days=one) for one in range((day - first).days)]
        assert sum(map(CALENDAR.is_working_day, between)) == number
        assert CALENDAR.is_working_day(first)


def test_a_term_ends_on_its_last_working_day() -> None:
    for day in DAYS:
        last = last_day(CALENDAR, day, 3)
        assert CALENDAR.is_working_day(last)
        assert CALENDAR.term(at(day, 9), 3).end == at(last + timedelta(days=1), 0)
