"""Tell the moment in UTC and the day in China; a test may hold it, the sandbox put it forward."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

FURTHEST = timedelta(days=3653)
"""How far the sandbox may go: ten years, in which every term of the sample province ends."""

_held: ContextVar[datetime | None] = ContextVar("held_moment", default=None)


class _Sandbox:
    """How far this process is ahead of the true time; never moved but in the demonstration."""

    ahead = timedelta()
    furthest = timedelta()


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return _held.get() or datetime.now(UTC) + _Sandbox.ahead


def today() -> date:
    """Return the present day in Asia/Shanghai, by which terms and validity are counted."""
    return now().astimezone(SHANGHAI).date()


def ahead() -> timedelta:
    """Return how far the sandbox has put this process's clock forward."""
    return _Sandbox.ahead


def open_sandbox() -> None:
    """Let what is read in this process have been written under a clock that was put forward."""
    _Sandbox.furthest = FURTHEST


def possibly_ahead() -> timedelta:
    """Return how far ahead of the true time anything may have been written: not, in production."""
    return _Sandbox.furthest


def put_forward(by: timedelta) -> datetime:
    """Put the clock of this process forward for all that it decides, and return the new moment.

    Raises: ValueError, where that is backward or too far.
    """
    if by < timedelta() or _Sandbox.ahead + by > FURTHEST:
        raise ValueError("the clock goes forward, and not for ever")
    _Sandbox.ahead += by
    return now()


def put_right() -> datetime:
    """Return to the true time, and return it."""
    _Sandbox.ahead = timedelta()
    return now()


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
