"""Tell the moment in UTC and the day in China; a test or the sandbox may hold it still."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_held: ContextVar[datetime | None] = ContextVar("held_moment", default=None)


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return _held.get() or datetime.now(UTC)


def today() -> date:
    """Return the present day in Asia/Shanghai, by which terms and validity are counted."""
    return now().astimezone(SHANGHAI).date()


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment, within this block and the tasks that it starts."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its offset")
    token = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)
