"""The migrations make the database, from nothing and from head."""

import psycopg
from sqlalchemy import create_engine, make_url

from hub.db import migrations
from hub.db.migrations import at_head


def head_reached(url: str) -> bool:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        reached = at_head(connection)
    engine.dispose()
    return reached


def test_an_empty_database_is_brought_to_head(empty_database: str) -> None:
    assert not head_reached(empty_database)
    migrations.migrate(empty_database)
    assert head_reached(empty_database)
    migrations.migrate(empty_database)


def test_the_models_say_what_the_migrations_made(database: str) -> None:
    migrations.check(database)


def test_the_roles_cannot_log_in(database: str) -> None:
    with psycopg.connect(database) as owner:
        rows = owner.execute(
            "SELECT rolname, rolcanlogin, rolsuper FROM pg_roles WHERE rolname LIKE 'hub\\_%'"
        ).fetchall()
    assert sorted(rows) == [("hub_reader", False, False), ("hub_writer", False, False)]
