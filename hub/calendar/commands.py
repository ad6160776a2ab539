"""Load the State Council's notices of holidays, and count the terms that run anew (art. 21)."""

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.calendar.model import CalendarYear
from hub.calendar.queries import load_calendar
from hub.calendar.wishes import Notice
from hub.workdays import Calendar

CountAnew = Callable[[AsyncSession, Calendar], Awaitable[int]]
"""Counts the terms of one kind that still run anew, and returns how many end otherwise."""


async def load_notices(call: Call, notices: Sequence[Notice], counting: Sequence[CountAnew]) -> int:
    """Let notices stand for their years (放假安排), and return how many terms end otherwise."""
    subject = ",".join(str(one.year) for one in notices)
    async with call.act("load_notices", subject=subject) as act:
        for notice in notices:
            said = {
                "source": notice.source,
                "days_off": list(notice.days_off),
                "make_up": list(notice.make_up),
                "loaded_at": call.moment,
            }
            year = insert(CalendarYear).values(year=notice.year, **said)
            await act.db.execute(
                year.on_conflict_do_update(index_elements=[CalendarYear.year], set_=said)
            )
        calendar = await load_calendar(act.db)
        return sum([await count(act.db, calendar) for count in counting])
