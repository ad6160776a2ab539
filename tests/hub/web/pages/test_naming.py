"""Values are written as people write them, in either language."""

import pytest

from hub.web.pages.naming import deadline, left, value
from hub.web.pages.words import Language


@pytest.mark.parametrize(
    ("told", "zh", "en"),
    [
        (None, "—", "—"),
        ("510100-7", "510100-7", "510100-7"),
        ("2026-02-01", "2026年2月1日", "1 Feb 2026"),
        ({"from": "2026-02-01", "to": None}, "2026年2月1日 – —", "1 Feb 2026 – —"),
        ({"amount": "2000000.00", "currency": "CNY"}, "2,000,000.00 CNY", "2,000,000.00 CNY"),
        (["抵押", "查封"], "抵押、查封", "抵押, 查封"),
        (12, "12", "12"),
    ],
)
def test_a_value_is_written_as_people_write_it(told: object, zh: str, en: str) -> None:
    assert (value(told, Language.ZH), value(told, Language.EN)) == (zh, en)


def test_a_term_is_over_at_the_end_of_its_last_day() -> None:
    assert deadline("2026-12-04T16:00:00+00:00", Language.EN) == "4 Dec 2026 24:00"
    assert deadline("2026-12-04T09:30:00+00:00", Language.ZH) == "2026年12月4日 17:30"


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (None, "已逾期", "overdue"),
        (0, "今日截止", "due today"),
        (1, "还剩 1 个工作日", "1 working day left"),
        (4, "还剩 4 个工作日", "4 working days left"),
    ],
)
def test_what_is_left_of_a_term_is_said_in_working_days(days: int | None, zh: str, en: str) -> None:
    assert (left(days, Language.ZH), left(days, Language.EN)) == (zh, en)
