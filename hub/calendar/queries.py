"""Read the calendar of working days as it stands."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.calendar.model import CalendarYear
from hub.workdays import Calendar, Year


async def load_calendar(db: AsyncSession) -> Calendar:
    """Return the calendar of working days, as a transaction finds it."""
    rows = await db.scalars(select(CalendarYear))
    return Calendar(
        Year(year=row.year, days_off=tuple(row.days_off), make_up=tuple(row.make_up))
        for row in rows
    )
