"""Load the sample province once, and give each module a hub over a copy of it."""

import asyncio
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import msgspec
import psycopg
import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker

from hub.app import build_app
from hub.audit.call import Doors
from hub.audit.recorder import Recorder
from hub.crypto.keyring import Keyring, create_keyring
from hub.db.embedded import EmbeddedServer
from hub.db.engine import reader_pool, writer_engine
from hub.identity.demo import DemoIssuer
from hub.sample.files import FOUNDED, load_personas
from hub.sample.loading.delivering import Exports
from hub.sample.loading.load import load_province
from hub.sample.loading.stage import morning
from hub.seals.authority import create_authority
from hub.settings import Settings
from hub.web.demo_idp.app import demo_idp
from tests.schema.http.asking import Hub, outside

LOADED = "hub_loaded_province"
SIZE = 300

_numbers = count(1)


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
    engine = writer_engine(url, connections=2)
    async with await reader_pool(url, connections=2) as pool:
        doors = Doors(async_sessionmaker(engine, expire_on_commit=False), pool, Recorder(pool))
        authority = create_authority(morning(FOUNDED))
        exports = Exports(folder, SIZE, seed=1)
        await load_province(doors, keyring, authority, exports, lambda _told: None)
    await engine.dispose()


@pytest.fixture(scope="module")
def hub_settings() -> Settings:
    """What a module's hub is told but its database; a module may tell its own more."""
    return Settings(demo=True, writing_connections=4, reading_connections=4)


@pytest.fixture(scope="module")
def hub(
    server: EmbeddedServer,
    admin: psycopg.Connection,
    loaded: str,
    keyring: Keyring,
    hub_settings: Settings,
) -> Iterator[Hub]:
    """A hub over a province of its own."""
    name = f"hub_province_{next(_numbers)}"
    admin.execute(f"CREATE DATABASE {name} TEMPLATE {loaded}")
    url = server.url(name)
    settings = msgspec.structs.replace(hub_settings, database_url=url)
    issuer = DemoIssuer(settings, keyring)
    app = build_app(settings, keyring, demo_idp(issuer, load_personas()))
    with outside(app) as client:
        yield Hub(client, issuer, url)
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
