"""Open the doors to the database for a command of the shell, and close them behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import async_sessionmaker

from hub.audit.call import Call, Doors
from hub.audit.recorder import Recorder
from hub.db.engine import WRITER, pool, reader_pool, writer_engine
from hub.identity.callers import Caller
from hub.settings import Settings


@asynccontextmanager
async def open_doors(settings: Settings) -> AsyncIterator[Doors]:
    """Yield the doors, with few connections."""
    engine = writer_engine(settings.writing_url, connections=2)
    try:
        async with (
            await reader_pool(settings.reading_url, connections=2) as reading,
            await pool(settings.writing_url, WRITER, connections=1) as recording,
        ):
            writer = async_sessionmaker(engine, expire_on_commit=False)
            yield Doors(writer, reading, Recorder(recording))
    finally:
        await engine.dispose()


@asynccontextmanager
async def shell_call(settings: Settings) -> AsyncIterator[Call]:
    """Yield the call of whoever operates the hub from its shell; each act leaves its entry."""
    async with open_doors(settings) as doors:
        yield Call(doors, Caller(name="shell"))
