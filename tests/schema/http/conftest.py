"""Give each module a hub over a copy of the sample province."""

from collections.abc import Iterator
from itertools import count

import msgspec
import psycopg
import pytest

from hub.app import build_app
from hub.crypto.keyring import Keyring
from hub.db.embedded import EmbeddedServer
from hub.identity.demo import DemoIssuer
from hub.sample.files import load_personas
from hub.settings import Settings
from hub.web.demo_idp.app import demo_idp
from tests.schema.http.asking import Hub, outside

_numbers = count(1)


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
