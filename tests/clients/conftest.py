"""Install the clients, and serve each module a hub that they reach over TCP."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from hub.app import build_app
from hub.crypto.keyring import Keyring
from hub.db.embedded import EmbeddedServer
from hub.identity.demo import DemoIssuer
from hub.notices.feed import Feed
from hub.sample.files import load_personas
from hub.settings import Settings
from hub.web.demo_idp.app import demo_idp
from tests.clients.npm import PROJECT, Workshop, installed, workshop
from tests.schema.http.asking import Hub, Outside
from tests.schema.http.streams.serving import Served, served

HERE = PROJECT / "tests" / "clients"
_numbers = count(1)


@pytest.fixture(scope="session")
def npm() -> Path:
    """The folder with the clients, as the lock names them."""
    return installed(HERE)


@pytest.fixture
def app(npm: Path, tmp_path: Path) -> Callable[[str], Workshop]:
    """What lays out one of the apps, to be built and run."""
    return lambda name: workshop(npm, HERE / name, tmp_path)


@pytest.fixture(scope="module")
def hub(
    server: EmbeddedServer, admin: psycopg.Connection, loaded: str, keyring: Keyring
) -> Iterator[Served]:
    """A hub over a province of its own, on a port of its own."""
    name = f"hub_clients_{next(_numbers)}"
    admin.execute(f"CREATE DATABASE {name} TEMPLATE {loaded}")
    url = server.url(name)
    settings = Settings(database_url=url, demo=True, writing_connections=4, reading_connections=4)
    issuer = DemoIssuer(settings, keyring)
    nobody: Outside = None  # type: ignore[assignment] # a client follows once there is a port
    with served(
        build_app(settings, keyring, demo_idp(issuer, load_personas())),
        Hub(nobody, issuer, url),
        Feed(),
    ) as running:
        yield running
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
