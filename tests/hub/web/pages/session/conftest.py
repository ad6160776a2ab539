"""Serve a hub whose visitors sign in with a provider outside of it, and open browsers to it."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hub.app import build_app
from hub.crypto.keyring import Keyring
from hub.db.embedded import EmbeddedServer
from hub.identity.demo import ISSUER, DemoIssuer
from hub.notices.feed import Feed
from hub.settings import Settings
from tests.hub.web.pages.session.browsing import Browser
from tests.hub.web.pages.session.provider import CLIENT, SECRET, Provider, running
from tests.journeys.served import free_port
from tests.schema.http.asking import Hub, Outside
from tests.schema.http.streams.serving import Served, served

NAME = "hub_sessions"


@pytest.fixture(scope="package")
def issuer(keyring: Keyring) -> DemoIssuer:
    """Who vouches for people; the provider hands out its tokens."""
    return DemoIssuer(Settings(demo=True), keyring)


@pytest.fixture(scope="package")
def outside_provider(issuer: DemoIssuer) -> Iterator[Provider]:
    """The provider."""
    with running(issuer) as provider:
        yield provider


@pytest.fixture(scope="package")
def province(server: EmbeddedServer, admin: psycopg.Connection, loaded: str) -> Iterator[str]:
    """The address of a province of its own."""
    admin.execute(f"CREATE DATABASE {NAME} TEMPLATE {loaded}")
    yield server.url(NAME)
    admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture(scope="package")
def hub(
    province: str,
    keyring: Keyring,
    issuer: DemoIssuer,
    outside_provider: Provider,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """A hub that sends visitors to the provider."""
    settings = Settings(
        database_url=province,
        demo=True,
        port=free_port(),
        sign_in=_registered(tmp_path_factory.mktemp("provider"), outside_provider),
        writing_connections=2,
        reading_connections=2,
    )
    nobody: Outside = None  # type: ignore[assignment] # reached over TCP alone
    own, app = Hub(nobody, issuer, province), build_app(settings, keyring)
    with served(app, own, Feed(), settings.port) as at:
        yield at


@pytest.fixture
def provider(outside_provider: Provider) -> Iterator[Provider]:
    """The provider, which is well again after each test."""
    yield outside_provider
    outside_provider.changed.clear()
    outside_provider.left.clear()
    outside_provider.status, outside_provider.lax, outside_provider.seconds = 200, False, 60.0


@pytest.fixture
def browser(hub: Served, provider: Provider) -> Iterator[Browser]:
    """A browser in which nobody has signed in."""
    with Browser.at(hub, provider) as opened:
        yield opened


@pytest.fixture
def other(hub: Served, provider: Provider) -> Iterator[Browser]:
    """The browser of somebody else."""
    with Browser.at(hub, provider) as opened:
        yield opened


def _registered(folder: Path, provider: Provider) -> Path:
    """Write down the provider as the hub has it."""
    secret, file = folder / "secret", folder / "provider.json"
    secret.write_text(f"{SECRET}\n")
    address = f"http://127.0.0.1:{provider.port}"
    told = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{address}/authorize",
        "token_endpoint": f"{address}/token",
        "end_session_endpoint": f"{address}/leave",
        "client_id": CLIENT,
        "client_secret_file": str(secret),
    }
    file.write_text(json.dumps(told))
    return file
