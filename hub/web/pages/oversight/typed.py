"""Read what was typed into forms; what cannot be meant the hub refuses by itself; pure."""

from datetime import date, datetime, time, timedelta

from hub.clock import SHANGHAI

_A_DAY = timedelta(days=1)


def whole(text: str | None) -> int:
    """Return a number that was typed; zero if it is none."""
    typed = (text or "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("1000") else 0


def end_of(text: str | None) -> str | None:
    """Return 24:00 of a day that was typed, as the hub takes moments; None if it is none."""
    try:
        day = date.fromisoformat(text or "") + _A_DAY
    except (ValueError, OverflowError):
        return None
    return datetime.combine(day, time(), SHANGHAI).isoformat()
