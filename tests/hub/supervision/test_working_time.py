"""Working days are counted backward just as the statutes count them forward."""

from datetime import date, datetime, timedelta

import pytest

from hub.clock import SHANGHAI
from hub.supervision.working_time import WorkingTime
from hub.workdays import end_of_term, is_working_day

TIME = WorkingTime()
DAYS = [date(2026, 1, 20) + timedelta(days=number) for number in range(60)]


def at(day: date, hour: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize("term", [1, 3, 5, 20])
def test_whatever_came_before_is_overdue_and_nothing_else(term: int) -> None:
    for day in DAYS:
        for moment in (at(day), at(day, 12)):
            before = TIME.received_before(moment, term)
            late = before - timedelta(seconds=1)
            assert end_of_term(late, term) <= moment < end_of_term(before, term)


@pytest.mark.parametrize("number", [1, 10, 40])
def test_so_many_working_days_lie_behind(number: int) -> None:
    for day in DAYS:
        first = TIME.days_back(day, number)
        between = [first + timedelta(days=one) for one in range((day - first).days)]
        assert sum(map(is_working_day, between)) == number
        assert is_working_day(first)


def test_a_term_ends_on_its_last_working_day() -> None:
    for day in DAYS:
        last = TIME.last_day(day, 3)
        assert is_working_day(last)
        assert end_of_term(at(day, 9), 3) == at(last + timedelta(days=1))
