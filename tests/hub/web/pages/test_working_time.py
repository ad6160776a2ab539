"""What is left of a term is told in working days."""

from datetime import datetime

import pytest

from hub import clock
from hub.web.pages.words import Language
from hub.web.pages.working_time import left, working_days_left


@pytest.mark.parametrize(
    ("due", "days", "said"),
    [
        ("2026-09-30T00:00:00+08:00", 0, "今日截止"),
        ("2026-10-01T00:00:00+08:00", 1, "还剩 1 个工作日"),
        ("2026-10-08T00:00:00+08:00", 1, "还剩 1 个工作日"),
        ("2026-10-11T00:00:00+08:00", 4, "还剩 4 个工作日"),
        ("2026-09-29T10:00:00+08:00", None, "已逾期"),
    ],
)
def test_holidays_do_not_count_and_make_up_days_do(
    monkeypatch: pytest.MonkeyPatch, due: str, days: int | None, said: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2026-09-29T10:00:00+08:00"))
    assert working_days_left(due) == days
    assert left(due, Language.ZH) == said
