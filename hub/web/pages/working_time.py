"""Say how much of a term is left, in working days."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import hub.calendar
from hub import clock
from hub.calendar.rules import read_notices
from hub.clock import SHANGHAI
from hub.web.pages.words import Language, Words
from hub.workdays import Calendar

NOTICES: Final = Path(hub.calendar.__file__).with_name("notices.yaml")
OVER: Final = Words("已逾期", "overdue")
TODAY: Final = Words("今日截止", "due today")
ONE: Final = Words("还剩 1 个工作日", "1 working day left")
_DAY: Final = timedelta(days=1)
_MOMENT: Final = timedelta(microseconds=1)


def working_days_left(due: str) -> int | None:
    """Return how many working days follow today until a term ends, given as in ISO 8601.

    None, if it is over. When it ends the hub has told; the notices only count the days until then.
    """
    now, end = clock.now(), datetime.fromisoformat(due)
    if end <= now:
        return None
    day, last = now.astimezone(SHANGHAI).date(), (end - _MOMENT).astimezone(SHANGHAI).date()
    days = (day + _DAY * n for n in range(1, (last - day).days + 1))
    return sum(map(_calendar().is_working_day, days))


def left(due: str, language: Language) -> str:
    """Say how much of a term is left."""
    days = working_days_left(due)
    if days is None:
        return OVER.told(language)
    if days == 0:
        return TODAY.told(language)
    return _so_many(days).told(language)


def _so_many(days: int) -> Words:
    return ONE if days == 1 else Words(f"还剩 {days} 个工作日", f"{days} working days left")


@cache
def _calendar() -> Calendar:
    return Calendar(read_notices(NOTICES.read_bytes()))
