"""Serve one hub to the tests of a module, and let nothing of one test wait in another."""

from collections.abc import Iterator

import psycopg
import pytest

from hub import app as hub_app
from hub import clock
from hub.app import build_app
from hub.crypto.keyring import Keyring
from hub.db.embedded import EmbeddedServer
from hub.identity.demo import DemoIssuer
from hub.notices.feed import Feed
from hub.sample.files import load_personas
from hub.settings import Settings
from hub.web.demo_idp.app import demo_idp
from tests.schema.http.asking import Hub, Outside
from tests.schema.http.streams.serving import Served, served

NAME = "hub_streams"


@pytest.fixture(scope="module")
def hub(
    server: EmbeddedServer, admin: psycopg.Connection, loaded: str, keyring: Keyring
) -> Iterator[Served]:
    """A hub over a province of its own, on a port of its own."""
    admin.execute(f"CREATE DATABASE {NAME} TEMPLATE {loaded}")
    url = server.url(NAME)
    settings = Settings(database_url=url, demo=True, writing_connections=4, reading_connections=4)
    issuer, feed = DemoIssuer(settings, keyring), Feed()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub_app, "Feed", lambda: feed)
        app = build_app(settings, keyring, demo_idp(issuer, load_personas()))
        nobody: Outside = None  # type: ignore[assignment] # a client follows once there is a port
        with served(app, Hub(nobody, issuer, url), feed) as running:
            yield running
    admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture(autouse=True)
def _put_right_afterwards(hub: Served) -> Iterator[None]:
    yield
    clock.put_right()
    hub.tokens.clear()
