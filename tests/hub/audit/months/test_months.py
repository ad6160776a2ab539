"""Months are made ahead by the writing role, which owns none; strays find home; all is pruned."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege, LockNotAvailable
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from hub.audit.condition import examine_usage
from hub.audit.jobs import MONTHS_AHEAD, make_usage_month, settle_usage_month
from hub.db.ids import id_floor
from hub.schedule import JOBS, Job, run_once
from tests.hub.audit.months.making import serve_for_years, settle

PARTS = "SELECT part FROM usage_months(%s::regclass) ORDER BY 1"
MAKE = "SELECT make_usage_month(%s)"
ADDED = """
INSERT INTO usage_event (id, at, request_id, operation, outcome, assurance, licenses, holders,
    holder_counts, patterns, authorizations)
VALUES (%s, now(), '', 'license', 'ANSWERED', 3, '{}', '{}', '{}', '{}', '{}')
"""
WHERE = "SELECT tableoid::regclass::text FROM usage_event WHERE id = %s"
WAIT = "UPDATE usage_event SET noticed = false WHERE tableoid = %s::regclass"
FORBIDDEN = (
    "SELECT count(*) FROM {part}",
    "DELETE FROM {part}",
    "UPDATE {part} SET unfolded = true",
    "TRUNCATE {part}",
    "DROP TABLE {part}",
    "ALTER TABLE usage_event DETACH PARTITION {part}",
)


def writing(url: str) -> psycopg.Connection:
    """Connect as the writing role."""
    connection = psycopg.connect(url, autocommit=True)
    connection.execute("SET ROLE hub_writer")
    return connection


def one(connection: psycopg.Connection, statement: str, *values: object) -> object:
    """Return the one cell of an answer."""
    row = connection.execute(statement.encode(), values or None).fetchone()
    return None if row is None else row[0]


def parts(url: str, kept: str = "usage_event") -> list[str]:
    """Return the months of a table."""
    with psycopg.connect(url) as owner:
        return [name for (name,) in owner.execute(PARTS, [kept]).fetchall()]


def make_all(url: str, ahead: int = MONTHS_AHEAD) -> list[str]:
    """Make months as the writing role, and return their names."""
    with writing(url) as writer:
        return [str(name) for name in iter(lambda: one(writer, MAKE, ahead), None)]


def test_months_are_there_for_this_one_and_three_more(database: str) -> None:
    for kept in ("usage_event", "holder_usage"):
        made = parts(database, kept)
        assert made[-1] >= f"{kept}_{datetime.now(UTC) + timedelta(days=80):%Y%m}"
    assert make_all(database) == []


async def test_the_job_makes_one_month_at_a_time(database: str, writer: AsyncEngine) -> None:
    newest = parts(database)[-1]
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(f"DROP TABLE {newest}".encode())
    sessions = async_sessionmaker(writer)
    assert {make_usage_month, settle_usage_month} <= {job.run for job in JOBS}
    for _ in range(2):
        assert await run_once(sessions, Job(make_usage_month, 1))
        assert parts(database)[-1] == newest


def test_on_a_month_made_later_the_writing_role_has_the_rights_of_the_whole(database: str) -> None:
    newest = [name for name in make_all(database, 5) if name.startswith("usage_event")][-1]
    last = datetime.strptime(newest[-6:] + "02 +0000", "%Y%m%d %z")
    id_ = UUID(int=id_floor(last.timestamp()).int + 1)
    with writing(database) as writer:
        writer.execute(ADDED.encode(), [id_])
        writer.execute(
            "UPDATE usage_event SET unfolded = true, noticed = true WHERE id = %s", [id_]
        )
        assert one(writer, WHERE, id_) == newest
        for statement in FORBIDDEN:
            with pytest.raises(InsufficientPrivilege):
                writer.execute(statement.format(part=newest).encode())
        for statement in ("DELETE FROM usage_event", "UPDATE usage_event SET at = now()"):
            with pytest.raises(InsufficientPrivilege):
                writer.execute(statement.encode())
        writer.execute("SET ROLE hub_reader")
        assert one(writer, "SELECT count(*) FROM usage_event") == 1
        with pytest.raises(InsufficientPrivilege):
            writer.execute(f"SELECT FROM {newest}".encode())
        with pytest.raises(InsufficientPrivilege):
            writer.execute(MAKE.encode(), [9])


async def test_a_stray_is_found_and_comes_home(database: str, writer: AsyncEngine) -> None:
    far = UUID(int=id_floor((datetime.now(UTC) + timedelta(days=160)).timestamp()).int + 1)
    assert (await examine_usage(writer)).well
    with writing(database) as connection:
        connection.execute(ADDED.encode(), [far])
        assert one(connection, WHERE, far) == "usage_event_default"
        found = await examine_usage(writer)
        assert (found.well, found.told) == (False, "1 rows without a month")
        make_all(database, 7)
        assert one(connection, WHERE, far) in parts(database)
    assert (await examine_usage(writer)).well


async def test_months_that_are_not_made_are_told_of_in_time(
    database: str, writer: AsyncEngine
) -> None:
    with psycopg.connect(database, autocommit=True) as owner:
        for name in parts(database, "holder_usage")[1:]:
            owner.execute(f"DROP TABLE {name}".encode())
    assert not (await examine_usage(writer)).well


def test_whoever_reads_for_long_is_not_kept_waiting(database: str) -> None:
    with psycopg.connect(database) as reading, writing(database) as writer:
        reading.execute("SELECT count(*) FROM usage_event")
        with pytest.raises(LockNotAvailable):
            one(writer, MAKE, 9)
        reading.rollback()
        assert one(writer, MAKE, 9)


def test_a_month_is_settled_once_nothing_waits_in_it(database: str) -> None:
    serve_for_years(database, months=3, events=40)
    over = parts(database)[1]
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute(WAIT, [over])
        assert over not in settle(database)
        owner.execute("UPDATE usage_event SET noticed = true")
    assert settle(database) == [over, over]
    assert settle(database) == []
    with psycopg.connect(database, autocommit=True) as owner, pytest.raises(CheckViolation):
        owner.execute(WAIT, [over])
