"""Days that holders choose, as the moments that the hub keeps."""

from datetime import date, datetime, time, timedelta

from hub.clock import SHANGHAI
from hub.errors import Kind, Refusal
from hub.web.pages.refusals import Declined


class DayInvalid(Refusal):
    """What was typed for a day is none."""

    kind = Kind.INVALID
    zh = "日期格式不正确，请按“年-月-日”填写"
    en = "That is no day; write it as year-month-day"


def end_of(day: str) -> str | None:
    """Return when a day that was typed is over in China; nothing, if none was typed.

    Raises: Declined.
    """
    if not day:
        return None
    try:
        over = date.fromisoformat(day) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise Declined.of_refusal(DayInvalid()) from None
    return datetime.combine(over, time(), SHANGHAI).isoformat()
