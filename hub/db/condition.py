"""Examine the database: reachable, new enough, migrated, and of one mind about the time."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from hub.db.migrations import at_head

OLDEST_POSTGRES = 15
LARGEST_SKEW_SECONDS = 1.0
UNREACHABLE = "check HUB_DATABASE_URL, and that the server runs"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was examined, whether it is well, and how to mend it if not."""

    about: str
    well: bool
    told: str
    mend: str = ""


async def examine(engine: AsyncEngine) -> list[Finding]:
    """Examine the database; what cannot be reached is not examined further."""
    try:
        async with engine.connect() as connection:
            return [
                Finding("database", well=True, told="reachable"),
                await _version(connection),
                await _migrations(connection),
                await _skew(connection),
            ]
    except OperationalError as error:
        reason = type(error.orig).__name__
        return [Finding("database", well=False, told=reason, mend=UNREACHABLE)]


async def _version(connection: AsyncConnection) -> Finding:
    number = int(await connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    mend = f"use PostgreSQL {OLDEST_POSTGRES} or newer"
    return Finding(
        "postgres", well=number >= OLDEST_POSTGRES, told=f"PostgreSQL {number}", mend=mend
    )


async def _migrations(connection: AsyncConnection) -> Finding:
    newest = await connection.run_sync(at_head)
    told = "all applied" if newest else "some are missing"
    return Finding("migrations", well=newest, told=told, mend="run: hub migrate")


async def _skew(connection: AsyncConnection) -> Finding:
    """Compare the clocks at the middle of the round trip; the held clock does not matter here."""
    before = time.time()
    theirs = await connection.scalar(text("SELECT clock_timestamp()"))
    middle = datetime.fromtimestamp((before + time.time()) / 2, UTC)
    apart = abs((middle - theirs).total_seconds()) if theirs else LARGEST_SKEW_SECONDS
    mend = "set both clocks by NTP: a skew of a second refuses service"
    return Finding(
        "clock", well=apart < LARGEST_SKEW_SECONDS, told=f"{apart:.3f} s apart", mend=mend
    )
