"""The day is China's, and the clock can be held."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from hub import clock

LATE_IN_LONDON = datetime(2026, 2, 28, 16, 0, tzinfo=UTC)


def test_now_is_aware_and_present() -> None:
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (LATE_IN_LONDON, date(2026, 3, 1)),
        (LATE_IN_LONDON - timedelta(microseconds=1), date(2026, 2, 28)),
    ],
)
def test_the_day_turns_at_midnight_in_shanghai(moment: datetime, day: date) -> None:
    with clock.held_at(moment):
        assert clock.today() == day


async def test_the_clock_is_held_in_this_task_only() -> None:
    async def tell() -> datetime:
        await asyncio.sleep(0)
        return clock.now()

    elsewhere = asyncio.create_task(tell())
    with clock.held_at(LATE_IN_LONDON):
        assert await asyncio.create_task(tell()) == LATE_IN_LONDON
    assert await elsewhere > LATE_IN_LONDON
    assert clock.now() > LATE_IN_LONDON


def test_a_moment_without_offset_is_not_taken() -> None:
    naive = LATE_IN_LONDON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="offset"), clock.held_at(naive):
        pass
