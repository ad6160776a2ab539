"""Read notices of holidays, and tell whether what they say can be; pure."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import msgspec
import yaml

from hub.calendar.refusals import NoticeUnfit, NoticeUnreadable
from hub.calendar.wishes import Notice

LONGEST_SOURCE: Final = 500
YEARS: Final = range(2008, 2100)
MOST_OFF: Final = 60
"""More days off on weekdays than any year could have: a list of something else."""

_BEFORE: Final = timedelta(days=7)
_SATURDAY: Final = 5


def read_notices(text: bytes) -> list[Notice]:
    """Return the notices that a file holds.

    Raises: NoticeUnreadable, NoticeUnfit.
    """
    try:
        notices = msgspec.convert(yaml.safe_load(text), list[Notice])
    except (yaml.YAMLError, ValueError, RecursionError):
        raise NoticeUnreadable from None
    for notice in notices:
        _check(notice)
    return notices


def _check(notice: Notice) -> None:
    """Let a notice pass whose days can be meant.

    Raises: NoticeUnfit.
    """
    days = (*notice.days_off, *notice.make_up)
    for wrong, told_zh, told_en in (
        (notice.year not in YEARS, "年份超出范围", "the year is out of range"),
        (not 1 <= len(notice.source) <= LONGEST_SOURCE, "缺少来源", "its source is missing"),
        (
            not 1 <= len(notice.days_off) <= MOST_OFF,
            "放假日数量不符",
            "too few or too many days off",
        ),
        (len(set(days)) < len(days), "日期重复或互相矛盾", "a day is named twice"),
        (not _within(notice.year, days), "日期不在该年度内", "a day lies outside of the year"),
        (
            any(day.weekday() < _SATURDAY for day in notice.make_up),
            "补班日应为周末",
            "a make-up day is no Saturday or Sunday",
        ),
    ):
        if wrong:
            raise NoticeUnfit(year=notice.year, told_zh=told_zh, told_en=told_en)


def _within(year: int, days: Sequence[date]) -> bool:
    """Tell whether days lie in a year, or in the week before, which its New Year may move."""
    return all(year in {day.year, (day + _BEFORE).year} for day in days)
