"""Examine the database: reachable, new enough, migrated, and of one mind about the time."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from hub.db.migrations import at_head

OLDEST_POSTGRES = 15
LARGEST_SKEW_SECONDS = 1.0
UNREACHABLE = "check HUB_DATABASE_URL, and that the server runs"
UNREACHABLE_ZH = "检查 HUB_DATABASE_URL 是否正确，数据库服务是否运行"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was examined, whether it is well, and how to mend it if not."""

    about: str
    well: bool
    told: str
    mend: str = ""
    told_zh: str = ""
    mend_zh: str = ""

    @classmethod
    def fine(cls, about: str, told: str, told_zh: str) -> Self:
        """Find something well."""
        return cls(about, well=True, told=told, told_zh=told_zh)

    @classmethod
    def amiss(cls, about: str, told: str, mend: str, told_zh: str, mend_zh: str) -> Self:
        """Find something that is to be mended."""
        return cls(about, well=False, told=told, mend=mend, told_zh=told_zh, mend_zh=mend_zh)


async def examine(engine: AsyncEngine) -> list[Finding]:
    """Examine the database; what cannot be reached is not examined further."""
    try:
        async with engine.connect() as connection:
            return [
                Finding.fine("database", "reachable", "可以连接"),
                await _version(connection),
                await _migrations(connection),
                await _skew(connection),
            ]
    except OperationalError as error:
        reason = type(error.orig).__name__
        return [Finding.amiss("database", reason, UNREACHABLE, "无法连接", UNREACHABLE_ZH)]


async def _version(connection: AsyncConnection) -> Finding:
    number = int(await connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    mend = f"use PostgreSQL {OLDEST_POSTGRES} or newer"
    mend_zh = f"改用 PostgreSQL {OLDEST_POSTGRES} 或更高版本"
    told = f"PostgreSQL {number}"
    return Finding("postgres", number >= OLDEST_POSTGRES, told, mend, told, mend_zh)


async def _migrations(connection: AsyncConnection) -> Finding:
    newest = await connection.run_sync(at_head)
    told = "all applied" if newest else "some are missing"
    told_zh = "已全部执行" if newest else "有未执行的迁移"
    return Finding("migrations", newest, told, "run: hub migrate", told_zh, "执行命令：hub migrate")


async def _skew(connection: AsyncConnection) -> Finding:
    """Compare the clocks at the middle of the round trip; the held clock does not matter here."""
    before = time.time()
    theirs = await connection.scalar(text("SELECT clock_timestamp()"))
    middle = datetime.fromtimestamp((before + time.time()) / 2, UTC)
    apart = abs((middle - theirs).total_seconds()) if theirs else LARGEST_SKEW_SECONDS
    mend = "set both clocks by NTP: a skew of a second refuses service"
    mend_zh = "用 NTP 校准两端时钟：相差一秒即停止服务"
    well, told_zh = apart < LARGEST_SKEW_SECONDS, f"相差 {apart:.3f} 秒"
    return Finding("clock", well, f"{apart:.3f} s apart", mend, told_zh, mend_zh)
