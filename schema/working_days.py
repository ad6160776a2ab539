"""How much of a term is left: told alike of whatever has a term in working days."""

from datetime import datetime

from schema.context import Context

DAYS_LEFT = (
    "Working days that follow today until it ends, by the notices of holidays that are loaded;"
    " 0 on its last; none when it is over or nobody waits · 剩余工作日（已截止或已办结时为空）"
)


def days_left(context: Context, end: datetime, *, waits: bool) -> int | None:
    """Count the working days that are left of a term for which somebody waits."""
    return context.calendar.left(context.call.moment, end) if waits else None
