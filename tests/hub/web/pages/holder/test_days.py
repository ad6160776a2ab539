"""A day that a holder types ends at midnight in China; what is no day is told so."""

import pytest

from hub.web.pages.holder.days import DayInvalid, end_of
from hub.web.pages.refusals import Declined


def test_a_day_is_over_at_midnight() -> None:
    assert end_of("2026-12-31") == "2027-01-01T00:00:00+08:00"
    assert end_of("") is None


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "9999-12-31", "2026-1-1"])
def test_what_is_no_day_is_told_so(day: str) -> None:
    with pytest.raises(Declined) as declined:
        end_of(day)
    assert declined.value.code == DayInvalid.__name__
