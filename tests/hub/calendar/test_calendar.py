"""Working days are right for every day of 2008 to 2026, and later as far as one can tell."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import chinese_calendar
import psycopg
import pytest
from holidays import country_holidays
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from typer.testing import CliRunner

from hub.calendar.queries import load_calendar
from hub.calendar.refusals import NoticeUnfit, NoticeUnreadable
from hub.calendar.rules import read_notices
from hub.cli.main import commands
from hub.clock import SHANGHAI
from hub.workdays import Calendar
from tests.workdays import CALENDAR, NOTICES

FIRST, LAST = date(2008, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
CHINA = country_holidays("CN")
WORDED = """
- year: 2027
  source: https://www.gov.cn/gongbao/2026
  days_off: [2027-01-01, 2027-02-05, 2027-02-08]
  make_up: [2027-01-30, 2027-02-20]
"""


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    """The calendar as the repository tells it."""
    return CALENDAR


def by_holidays(day: date) -> bool:
    """Tell by the one library whether a day is worked."""
    return bool(CHINA.is_working_day(day))


def end_by(works: Callable[[date], bool], received: date, count: int) -> date:
    """Count a term by a library, one day after another."""
    worked = (day for number in range(1, 60) if works(day := received + DAY * number))
    return next(islice(worked, count - 1, None))


@pytest.mark.parametrize("works", [chinese_calendar.is_workday, by_holidays])
def test_each_day_is_worked_as_both_libraries_have_it(
    calendar: Calendar, works: Callable[[date], bool]
) -> None:
    days = [FIRST + DAY * number for number in range((LAST - FIRST).days + 1)]
    assert [day for day in days if calendar.is_working_day(day) != works(day)] == []


@pytest.mark.parametrize("works", [chinese_calendar.is_workday, by_holidays])
@pytest.mark.parametrize("count", [1, 3, 10])
def test_each_term_ends_as_both_libraries_have_it(
    calendar: Calendar, works: Callable[[date], bool], count: int
) -> None:
    last = LAST - 40 * DAY  # the one library knows nothing beyond the year
    days = [FIRST + DAY * number for number in range((last - FIRST).days + 1)]
    wrong = []
    for day in days:
        told = calendar.term(datetime.combine(day, time(9), SHANGHAI), count)
        due = datetime.combine(end_by(works, day, count) + DAY, time(), SHANGHAI)
        if told.end != due or told.provisional:
            wrong.append(day)
    assert wrong == []


@pytest.mark.parametrize(
    ("received", "end"),
    [
        # the day of receipt is not counted, whatever the hour
        ("2026-07-30T00:00:00+08:00", "2026-08-05T00:00:00+08:00"),
        ("2026-07-30T23:59:59+08:00", "2026-08-05T00:00:00+08:00"),
        # what comes in the evening of UTC comes on the next day in China
        ("2026-07-29T17:00:00+00:00", "2026-08-05T00:00:00+08:00"),
        # over the Spring Festival of 2026, with its make-up days of 14 and 28 February
        ("2026-02-12T10:00:00+08:00", "2026-02-25T00:00:00+08:00"),
        ("2026-02-26T10:00:00+08:00", "2026-03-03T00:00:00+08:00"),
        # a make-up Sunday counts
        ("2025-09-26T10:00:00+08:00", "2025-10-01T00:00:00+08:00"),
        # the Spring Festival of 2020 was prolonged
        ("2020-01-23T10:00:00+08:00", "2020-02-06T00:00:00+08:00"),
    ],
)
def test_a_term_ends_at_the_end_of_its_last_working_day(
    calendar: Calendar, received: str, end: str
) -> None:
    told = calendar.term(datetime.fromisoformat(received), 3)
    assert told.end == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("end", "days"),
    [
        ("2026-09-30T00:00:00+08:00", 0),
        ("2026-10-01T00:00:00+08:00", 1),
        # the holidays of October do not count, and the make-up Saturday does
        ("2026-10-08T00:00:00+08:00", 1),
        ("2026-10-11T00:00:00+08:00", 4),
        ("2026-09-29T10:00:00+08:00", None),
    ],
)
def test_what_is_left_of_a_term_are_the_working_days_after_today(
    calendar: Calendar, end: str, days: int | None
) -> None:
    moment = datetime.fromisoformat("2026-09-29T10:00:00+08:00")
    assert calendar.left(moment, datetime.fromisoformat(end)) == days


def test_a_year_without_a_notice_is_provisional(calendar: Calendar) -> None:
    def provisional(day: str) -> bool:
        return calendar.term(datetime.fromisoformat(f"{day}T09:00:00+08:00"), 3).provisional

    assert not provisional("2026-12-18")
    assert provisional("2026-12-22")  # what the notice of 2027 may still move
    assert provisional("2027-03-01")
    assert not calendar.is_working_day(date(2027, 10, 1))  # the statutory holidays are known
    assert calendar.is_working_day(date(2027, 3, 1))


def test_a_year_before_all_notices_has_its_statutory_holidays() -> None:
    nothing = Calendar([])
    assert not nothing.is_announced(date(2026, 3, 2))
    assert nothing.is_working_day(date(2026, 3, 2))


def test_the_notice_of_a_year_takes_the_place_of_what_was_predicted(calendar: Calendar) -> None:
    years = [*read_notices(NOTICES.read_bytes()), *read_notices(WORDED.encode())]
    received = datetime.fromisoformat("2027-01-28T09:00:00+08:00")
    before, after = calendar.term(received, 3), Calendar(years).term(received, 3)
    assert (before.provisional, after.provisional) == (True, False)
    assert before.end == datetime.fromisoformat("2027-02-03T00:00:00+08:00")
    assert after.end == datetime.fromisoformat("2027-02-02T00:00:00+08:00")


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "nothing",
        "- 1",
        "- year: 2027",
        f"{WORDED}  more: 1\n",
        "[" * 5000,
        "\x00",
        "- &a [*a]",
    ],
)
def test_a_file_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(NoticeUnreadable):
        read_notices(text.encode())


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("year: 2027", "year: 1999"),
        ("source: https://www.gov.cn/gongbao/2026", "source: ''"),
        ("days_off: [2027-01-01, 2027-02-05, 2027-02-08]", "days_off: []"),
        ("2027-02-20]", "2027-02-05]"),
        ("2027-02-20]", "2027-02-19]"),
        ("2027-02-20]", "2028-02-20]"),
    ],
)
def test_a_notice_that_cannot_be_meant_is_refused(right: str, wrong: str) -> None:
    with pytest.raises(NoticeUnfit):
        read_notices(WORDED.replace(right, wrong).encode())


async def test_the_migration_loads_what_the_repository_tells(
    writer: AsyncEngine, calendar: Calendar
) -> None:
    async with AsyncSession(writer) as db:
        loaded = await load_calendar(db)
    days = [FIRST + DAY * number for number in range((LAST - FIRST).days + 1)]
    assert all(loaded.is_working_day(day) == calendar.is_working_day(day) for day in days)
    assert loaded.is_announced(date(2026, 3, 2))


def test_a_notice_is_loaded_from_the_shell(
    database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", database)
    file = tmp_path / "2027.yaml"
    file.write_text(WORDED)
    for _ in "ab":  # again in place of the first
        done = CliRunner().invoke(commands("calendar"), ["calendar", "load", str(file)])
        assert (done.exit_code, done.stdout.split("：")[0]) == (0, "2027")
    with psycopg.connect(database) as owner:
        told = owner.execute("SELECT make_up FROM calendar_year WHERE year = 2027").fetchone()
    assert told == ([date(2027, 1, 30), date(2027, 2, 20)],)
