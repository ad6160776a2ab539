"""Open the hub upon a province that nobody changes, one for all tests that only read."""

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from hub.db.embedded import EmbeddedServer
from tests.conftest import PROVINCE
from tests.make import Hub, World, open_hub

UNCHANGED = "hub_province_unchanged"


@pytest.fixture(scope="session")
def unchanged(server: EmbeddedServer, admin: psycopg.Connection, world: World) -> Iterator[str]:
    """The address of one copy of the small province."""
    assert world.papers
    admin.execute(f"CREATE DATABASE {UNCHANGED} TEMPLATE {PROVINCE}")
    yield server.url(UNCHANGED)
    admin.execute(f"DROP DATABASE {UNCHANGED} WITH (FORCE)")


@pytest.fixture
async def hub(unchanged: str, world: World) -> AsyncIterator[Hub]:
    """A hub that has read nothing yet, upon what nobody changes."""
    async with open_hub(unchanged, world, connections=1) as opened:
        yield opened
