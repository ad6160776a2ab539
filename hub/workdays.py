"""Count working days as the statutes do: make-up days included, the day of receipt not counted."""

from datetime import date, datetime, time, timedelta

from holidays import country_holidays

from hub.clock import SHANGHAI

_CHINA = country_holidays("CN")


def is_working_day(day: date) -> bool:
    """Tell whether offices work on a day in China; a year not announced yet is predicted."""
    return bool(_CHINA.is_working_day(day))


def end_of_term(received: datetime, working_days: int) -> datetime:
    """Return the end of a term: 24:00 of its last working day in Asia/Shanghai."""
    day = received.astimezone(SHANGHAI).date()
    last = _CHINA.get_nth_working_day(day, working_days)
    return datetime.combine(last + timedelta(days=1), time(), SHANGHAI)
