"""Serve each module a hub, and visit its pages in a browser that tells of every breach."""

from collections.abc import Iterator
from itertools import count

import psycopg
import pytest
from playwright.sync_api import Browser, StorageState

from hub.app import build_app
from hub.crypto.keyring import Keyring
from hub.db.embedded import EmbeddedServer
from hub.identity.demo import DemoIssuer
from hub.notices.feed import Feed
from hub.sample.files import load_personas
from hub.settings import Settings
from hub.web.demo_idp.app import demo_idp
from tests.journeys.served import free_port
from tests.pages.chromium import chromium
from tests.pages.visiting import Visitors
from tests.schema.http.asking import Hub, Outside
from tests.schema.http.streams.serving import Served, served

_numbers = count(1)


@pytest.fixture(scope="module")
def hub(
    server: EmbeddedServer, admin: psycopg.Connection, loaded: str, keyring: Keyring
) -> Iterator[Served]:
    """A hub over a province of its own, at an address that it knows."""
    name, port = f"hub_pages_{next(_numbers)}", free_port()
    admin.execute(f"CREATE DATABASE {name} TEMPLATE {loaded}")
    url = server.url(name)
    settings = Settings(
        database_url=url,
        demo=True,
        port=port,
        writing_connections=4,
        reading_connections=4,
    )
    issuer = DemoIssuer(settings, keyring)
    nobody: Outside = None  # type: ignore[assignment] # a client follows once there is a port
    app = build_app(settings, keyring, demo_idp(issuer, load_personas()))
    with served(app, Hub(nobody, issuer, url), Feed(), port) as running:
        yield running
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def browser(hub: Served) -> Iterator[Browser]:
    """The system's browser, without a window.

    Its library keeps an event loop in the thread of the tests: it comes after whatever needs one of
    its own, and goes before the next module.
    """
    assert hub.port
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def signed_in() -> dict[str, StorageState]:
    """The sessions of those who only look around."""
    return {}


@pytest.fixture
def visitors(
    browser: Browser, hub: Served, signed_in: dict[str, StorageState]
) -> Iterator[Visitors]:
    """Those who visit the pages in one test; in the end none of them has seen a breach."""
    visiting = Visitors(browser, hub.address, signed_in)
    yield visiting
    visiting.leave()
