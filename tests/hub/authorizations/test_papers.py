"""Reports of paper demands: their number, and what of their words others read."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from hub.authorizations.papers.rules import acknowledgement, without_numbers


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("窗口要复印件", "窗口要复印件"),
        ("我的身份证 11010519491231002X，电话 13800138000", "我的身份证 ***，电话 ***"),
        ("11010519491231002x", "***"),
        ("第 12 窗口，2026 年 3 月 5 日", "第 12 窗口，2026 年 3 月 5 日"),
        ("办件 510100", "办件 ***"),
        ("５１９９９９１９９００１０１００１７、139 0000 0000", "***、***"),
    ],
)
def test_numbers_that_could_tell_who_are_hidden(told: str, read: str) -> None:
    assert without_numbers(told) == read


def test_a_number_has_the_day_in_china_and_nothing_of_the_holder() -> None:
    late = datetime(2026, 5, 20, 16, 30, tzinfo=UTC)
    number = acknowledgement(late, UUID("01a210a5-2697-72e5-8775-71fd26ddb15e"))
    assert number == "20260521-FD26DDB15E"
