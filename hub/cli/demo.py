"""Run a demonstration: an embedded PostgreSQL with the sample province, and the hub over it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

import msgspec
import psycopg
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from hub.app import build_app
from hub.cli.demo_registers import registers_beside
from hub.cli.keys import demo_keyring_path
from hub.cli.seals import AUTHORITY
from hub.cli.serve import run
from hub.cli.shell import open_doors
from hub.cli.welcome import welcome
from hub.crypto.keyring import Keyring, own_keyring
from hub.db import migrations
from hub.db.embedded import EmbeddedServer
from hub.identity.demo import DemoIssuer
from hub.log import log_to
from hub.sample.files import FOUNDED, load_personas
from hub.sample.loading.delivering import Exports
from hub.sample.loading.load import load_province
from hub.sample.loading.stage import Tell, Told, morning
from hub.seals.authority import own_authority
from hub.settings import Settings, read_settings
from hub.web.demo_idp.app import demo_idp

PROVINCE: Final = "province"
LOADING: Final = "province_loading"
"""The database while it is being loaded: what broke off is thrown away, never taken for whole."""

_BEFORE: Final = (
    f"DROP DATABASE IF EXISTS {LOADING} WITH (FORCE)",
    f"CREATE DATABASE {LOADING}",
    f"ALTER DATABASE {LOADING} SET synchronous_commit = off",
)
_AFTER: Final = (
    f"ALTER DATABASE {LOADING} RESET synchronous_commit",
    "CHECKPOINT",
    f"ALTER DATABASE {LOADING} RENAME TO {PROVINCE}",
)
"""While loading nothing need survive a crash; before it gets its name everything is on disk."""


def demo(
    size: Annotated[int, typer.Option(min=0, help="how many licenses, about")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="the same seed makes the same province")] = 1,
) -> None:
    """Serve a sample province over an embedded PostgreSQL; nothing else needs to be installed."""
    settings = read_settings()
    log_to(level=settings.log_level)
    keyring = own_keyring(demo_keyring_path(settings))
    with (
        EmbeddedServer(settings.data_dir / "postgres") as server,
        registers_beside(settings) as asking,
    ):
        url = server.url(PROVINCE)
        own = msgspec.structs.replace(asking, demo=True, database_url=url)
        if _exists(server, PROVINCE):
            migrations.migrate(url)
        else:
            _load(server, own, keyring, Exports(settings.data_dir / "exports", size, seed))
        typer.echo(welcome(own))
        run(build_app(own, keyring, demo_idp(DemoIssuer(own, keyring), load_personas())), own)


def _load(server: EmbeddedServer, settings: Settings, keyring: Keyring, exports: Exports) -> None:
    """Load the province into a database that gets its name when it is whole."""
    loading = msgspec.structs.replace(settings, database_url=server.url(LOADING))
    with psycopg.connect(server.url(), autocommit=True) as admin:
        for statement in _BEFORE:
            admin.execute(statement)
        migrations.migrate(loading.writing_url)
        with _shown() as tell:
            asyncio.run(_load_province(loading, keyring, exports, tell))
        for statement in _AFTER:
            admin.execute(statement)


async def _load_province(
    settings: Settings, keyring: Keyring, exports: Exports, tell: Tell
) -> None:
    authority = own_authority(settings.data_dir / AUTHORITY, morning(FOUNDED))
    async with open_doors(settings) as doors:
        await load_province(doors, keyring, authority, exports, tell)


def _exists(server: EmbeddedServer, database: str) -> bool:
    with psycopg.connect(server.url()) as admin:
        found = admin.execute("SELECT FROM pg_database WHERE datname = %s", [database])
        return found.fetchone() is not None


@contextmanager
def _shown() -> Iterator[Tell]:
    """Show one bar for each step of the loading."""
    columns = (TextColumn("{task.description:>13}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        bars = {}

        def tell(told: Told) -> None:
            if told.step not in bars:
                bars[told.step] = progress.add_task(told.step)
            progress.update(bars[told.step], completed=told.done, total=told.total)

        yield tell
