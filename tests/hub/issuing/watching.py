"""Watch what is in force while it is made, and tell whether all of it is as it must be."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg

from tests.hub.issuing.bureau import Bureau, makings
from tests.hub.issuing.seals_kept import HALF_MADE, faults


@asynccontextmanager
async def watched(url: str) -> AsyncIterator[list[int]]:
    """Look all the while for versions that lack a seal or a document."""
    seen: list[int] = []
    stop = asyncio.Event()

    async def watch() -> None:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            while not stop.is_set():
                row = await (await connection.execute(HALF_MADE)).fetchone()
                seen.append(row[0] if row else 0)
                await asyncio.sleep(0.005)

    watching = asyncio.create_task(watch())
    try:
        yield seen
    finally:
        stop.set()
        await watching


async def whole(bureau: Bureau, events: list[str]) -> bool:
    """Tell whether exactly these versions are there, well sealed, and nothing is under way."""
    written = [
        e for (e,) in await bureau.rows("SELECT event FROM license_version ORDER BY sequence")
    ]
    states = [state for _, state in await makings(bureau)]
    return written == events and set(states) == {"DONE"} and await faults(bureau) == []
