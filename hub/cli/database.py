"""Migrate the database, and check that the migrations make what the models say."""

from hub.db import migrations
from hub.db.embedded import throwaway_server
from hub.settings import read_settings


def migrate() -> None:
    """Bring the database to the newest revision of its tables."""
    migrations.migrate(read_settings().writing_url)


def check_migrations() -> None:
    """Migrate an empty embedded database and compare it with the models."""
    with throwaway_server() as server:
        migrations.migrate(server.url())
        migrations.check(server.url())
