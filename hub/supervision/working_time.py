"""Count working days backward: what must have come before when, to be overdue now; pure."""

from datetime import date, datetime, time, timedelta
from typing import Final

from hub.clock import SHANGHAI
from hub.workdays import Calendar

_A_DAY: Final = timedelta(days=1)


def received_before(calendar: Calendar, moment: datetime, working_days: int) -> datetime:
    """Return the moment such that the term of whatever was received before it is over."""
    day = moment.astimezone(SHANGHAI).date()
    while calendar.term(_noon(day), working_days).end > moment:
        day -= _A_DAY
    return datetime.combine(day + _A_DAY, time(), SHANGHAI)


def days_back(calendar: Calendar, today: date, working_days: int) -> date:
    """Return the first of the last so many working days before a day."""
    day = today
    while working_days:
        day -= _A_DAY
        working_days -= calendar.is_working_day(day)
    return day


def last_day(calendar: Calendar, received: date, working_days: int) -> date:
    """Return the last day of the term of what was received on a day."""
    return (calendar.term(_noon(received), working_days).end - timedelta(minutes=1)).date()


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)
