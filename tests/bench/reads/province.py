"""Load the sample province into a database: the catalog, organizations, offices and scenarios."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psycopg
from sqlalchemy.ext.asyncio import async_sessionmaker

from hub.audit.call import Doors
from hub.audit.recorder import Recorder
from hub.db import migrations
from hub.db.engine import WRITER, pool, reader_pool, writer_engine
from hub.licenses.keys import LicenseKeys
from hub.sample.files import FOUNDED
from hub.sample.loading.delivering import Exports
from hub.sample.loading.load import load_province
from hub.sample.loading.stage import Stage, morning
from hub.seals.authority import create_authority
from tests.bench.reads.store import DATABASE, Store

SAMPLE: Final = 300
SEED: Final = 1


@asynccontextmanager
async def stage(store: Store) -> AsyncIterator[Stage]:
    """Open the stage on which the people of the sample province act."""
    engine = writer_engine(store.url, connections=2)
    async with (
        await reader_pool(store.url, connections=2) as reading,
        await pool(store.url, WRITER, 1) as recording,
    ):
        sessions = async_sessionmaker(engine, expire_on_commit=False)
        doors = Doors(sessions, reading, Recorder(recording))
        yield Stage(doors, LicenseKeys(store.keyring), lambda _told: None)
    await engine.dispose()


def found(store: Store) -> None:
    """Make the database anew and load the sample province."""
    with psycopg.connect(store.server.url(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    migrations.migrate(store.url)
    asyncio.run(_load(store))


async def _load(store: Store) -> None:
    async with stage(store) as opened:
        authority = create_authority(morning(FOUNDED))
        with TemporaryDirectory() as folder:
            exports = Exports(Path(folder), SAMPLE, SEED)
            await load_province(opened.doors, store.keyring, authority, exports, opened.tell)
