"""Read the calendar of working days as it stands."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.db.engine import ReaderConnection
from hub.workdays import Calendar, Year

_YEARS: Final = text("SELECT year, days_off, make_up FROM calendar_year")


async def load_calendar(db: AsyncSession) -> Calendar:
    """Return the calendar of working days, as a transaction finds it."""
    return _calendar(await db.execute(_YEARS))


async def read_calendar(connection: ReaderConnection) -> Calendar:
    """Return the same through the reading role."""
    return _calendar(await connection.fetch(str(_YEARS)))


def _calendar(rows: Iterable[tuple[int, list[date], list[date]]]) -> Calendar:
    return Calendar(
        Year(year=year, days_off=tuple(off), make_up=tuple(make_up)) for year, off, make_up in rows
    )
