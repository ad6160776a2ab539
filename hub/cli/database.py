"""Migrate the database, and check that the migrations make what the models say."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hub.db import migrations
from hub.db.embedded import EmbeddedServer
from hub.settings import read_settings


def migrate() -> None:
    """Bring the database to the newest revision of its tables."""
    migrations.migrate(read_settings().writing_url)


def check_migrations() -> None:
    """Migrate an empty embedded database and compare it with the models."""
    with (
        TemporaryDirectory() as folder,
        EmbeddedServer(Path(folder) / "data", settings={"fsync": "off"}) as server,
    ):
        migrations.migrate(server.url())
        migrations.check(server.url())
