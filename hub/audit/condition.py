"""Examine whether usage has months to go to, and whether any of it came where there was none."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from hub.db.condition import Finding

ENOUGH: Final = timedelta(days=35)
"""A month is made three months ahead; what is nearer than this has failed for long."""

_MONTHS = text("""
SELECT CAST(min(month) + interval '1 month' AS date), stray_usage(), current_date FROM (
    SELECT max(month) AS month FROM usage_months('usage_event'::regclass)
    UNION ALL SELECT max(month) FROM usage_months('holder_usage'::regclass)) AS newest
""")
LATE: Final = "keep hub serve running; the job make_usage_month says in the log what hinders it"
STRAY: Final = "set the clocks of all workers by NTP; the job moves them once it makes their month"


async def examine_usage(engine: AsyncEngine) -> Finding:
    """Examine the months of usage."""
    async with engine.connect() as connection:
        until, strays, today = (await connection.execute(_MONTHS)).one()
    return _finding(until, int(strays), today)


def _finding(until: date, strays: int, today: date) -> Finding:
    if strays:
        return Finding("usage", well=False, told=f"{strays} rows without a month", mend=STRAY)
    well = until - today > ENOUGH
    return Finding("usage", well, f"months until {until}", LATE)
