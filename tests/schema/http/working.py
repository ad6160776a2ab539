"""Let jobs of the hub run now; where the hub's own turn is at one of them, after that turn."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from hub.db.engine import writer_engine
from tests.schema.http.asking import Hub

Run = Callable[[AsyncSession], Awaitable[object]]


def worked(hub: Hub, *runs: Run) -> list[Any]:
    """Run each in a transaction of its own, and return what they told."""
    return asyncio.run(_worked(hub.url, runs))


async def _worked(url: str, runs: tuple[Run, ...]) -> list[Any]:
    engine = writer_engine(url, connections=1)
    sessions = async_sessionmaker[AsyncSession](engine)
    told = []
    for run in runs:
        async with sessions.begin() as db:
            await db.execute(select(func.pg_advisory_xact_lock(func.hashtext(run.__name__))))
            told.append(await run(db))
    await engine.dispose()
    return told
