"""Examine whether usage has months to go to, and whether the transparency log keeps up."""

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
LATE_ZH: Final = "保持 hub serve 运行；失败原因见日志中的 make_usage_month 任务"
STRAY_ZH: Final = "用 NTP 校准各进程所在主机的时钟；建立当月分区后任务自动归位"
BEHIND: Final = "keep hub serve running; the job sequence_log says in the log what hinders it"
BEHIND_ZH: Final = "保持 hub serve 运行；失败原因见日志中的 sequence_log 任务"
LONGEST_WAIT_SECONDS: Final = 60
"""The log is a second behind; what waits longer does not go on."""

_WAITING = text("""
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0) FROM (
    (SELECT at FROM usage_event WHERE NOT unfolded ORDER BY id LIMIT 1)
    UNION ALL (SELECT at FROM audit_entry WHERE NOT logged ORDER BY id LIMIT 1)) AS waiting
""")


async def examine_log(engine: AsyncEngine) -> Finding:
    """Examine how long records have waited for the transparency log."""
    async with engine.connect() as connection:
        seconds = max(0, int(await connection.scalar(_WAITING) or 0))
    well = seconds <= LONGEST_WAIT_SECONDS
    return Finding("log", well, f"{seconds} s behind", BEHIND, f"落后 {seconds} 秒", BEHIND_ZH)


async def examine_usage(engine: AsyncEngine) -> Finding:
    """Examine the months of usage."""
    async with engine.connect() as connection:
        until, strays, today = (await connection.execute(_MONTHS)).one()
    return _finding(until, int(strays), today)


def _finding(until: date, strays: int, today: date) -> Finding:
    if strays:
        told, told_zh = f"{strays} rows without a month", f"{strays} 条记录没有对应月份分区"
        return Finding.amiss("usage", told, STRAY, told_zh, STRAY_ZH)
    well, told_zh = until - today > ENOUGH, f"分区已建至 {until}"
    return Finding("usage", well, f"months until {until}", LATE, told_zh, LATE_ZH)
