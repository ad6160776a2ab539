"""Run migrations over every table that the hub's models declare."""

from importlib import import_module
from pkgutil import walk_packages

from sqlalchemy import NullPool, create_engine, make_url, text

import hub
from alembic import context
from hub.db.base import Base
from hub.settings import read_settings


def import_models() -> None:
    """Import each `model.py`, so that the metadata knows all tables."""
    for module in walk_packages(hub.__path__, "hub."):
        if module.name.endswith(".model"):
            import_module(module.name)


def run() -> None:
    """Migrate the database that the caller names, else the one in the settings."""
    url = context.config.attributes.get("url") or read_settings().writing_url
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        connect_args={"options": "-c lock_timeout=5s"},  # rather fail than block the service
    )
    with engine.connect() as connection:
        parts = set(connection.scalars(text("SELECT relname FROM pg_class WHERE relispartition")))
        connection.rollback()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_server_default=True,
            transaction_per_migration=True,
            include_name=lambda name, kind, _parents: kind != "table" or name not in parts,
        )
        with context.begin_transaction():
            context.run_migrations()


import_models()
run()
