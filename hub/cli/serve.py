"""Serve: over the database of the settings, or for a demonstration over one of its own."""

from typing import Annotated

import msgspec
import typer
import uvicorn
from starlette.types import ASGIApp

from hub.app import build_app
from hub.cli.keys import demo_keyring_path
from hub.crypto.keyring import own_keyring
from hub.db import migrations
from hub.db.embedded import EmbeddedServer
from hub.identity.demo import DemoIssuer
from hub.log import log_to
from hub.sample.files import load_personas
from hub.settings import Settings, read_settings
from hub.web.demo_idp.app import demo_idp


def serve(workers: Annotated[int, typer.Option(min=1, help="processes")] = 1) -> None:
    """Serve over the database that HUB_DATABASE_URL names."""
    _run("hub.app:build", read_settings(), workers)


def demo() -> None:
    """Serve over an embedded PostgreSQL; nothing else needs to be installed."""
    settings = read_settings()
    log_to(level=settings.log_level)
    with EmbeddedServer(settings.data_dir / "postgres") as server:
        migrations.migrate(server.url())
        own = msgspec.structs.replace(settings, demo=True, database_url=server.url())
        _tell_address(own)
        keyring = own_keyring(demo_keyring_path(own))
        _run(build_app(own, keyring, demo_idp(DemoIssuer(own, keyring), load_personas())), own)


def _tell_address(settings: Settings) -> None:
    typer.echo(f"电子证照共享枢纽演示 · demonstration: http://{settings.host}:{settings.port}/")


def _run(app: ASGIApp | str, settings: Settings, workers: int = 1) -> None:
    """Run uvicorn without its own logs, which would repeat paths and queries."""
    uvicorn.run(
        app,
        factory=isinstance(app, str),
        host=settings.host,
        port=settings.port,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
    )
