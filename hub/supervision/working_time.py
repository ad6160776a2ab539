"""Count working days forward, and backward: what came before when, to be overdue now; pure."""

from datetime import date, datetime, time, timedelta
from typing import Final

from hub.clock import SHANGHAI
from hub.workdays import end_of_term, is_working_day

_A_DAY: Final = timedelta(days=1)


class WorkingTime:
    """The working days of one calendar, as supervision counts them."""

    def __init__(self) -> None:
        """Know no day yet."""
        self._last: dict[tuple[date, int], date] = {}

    def due(self, received: datetime, working_days: int) -> datetime:
        """Return the end of a term: 24:00 of its last working day in Asia/Shanghai."""
        return end_of_term(received, working_days)

    def received_before(self, moment: datetime, working_days: int) -> datetime:
        """Return the moment such that the term of whatever was received before it is over."""
        day = moment.astimezone(SHANGHAI).date()
        while self.due(_noon(day), working_days) > moment:
            day -= _A_DAY
        return datetime.combine(day + _A_DAY, time(), SHANGHAI)

    def days_back(self, today: date, working_days: int) -> date:
        """Return the first of the last so many working days before a day."""
        day = today
        while working_days:
            day -= _A_DAY
            working_days -= is_working_day(day)
        return day

    def last_day(self, received: date, working_days: int) -> date:
        """Return the last day of the term of what was received on a day."""
        asked = received, working_days
        if asked not in self._last:
            self._last[asked] = (self.due(_noon(received), working_days) - _A_DAY).date()
        return self._last[asked]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)
