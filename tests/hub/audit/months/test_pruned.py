"""What is asked again and again opens the months that it needs, after three years of use."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from hub.audit import queries
from hub.audit.jobs import UNFOLD
from hub.audit.queries import ONE, USED, USED_BY, During, within
from hub.audit.transparency import histories, jobs
from hub.db.embedded import EmbeddedServer
from hub.db.ids import new_id
from hub.notices.jobs import TOLD, UNTOLD
from tests.hub.audit.months.making import serve_for_years, settle
from tests.hub.audit.months.test_months import ADDED

YEARS = "hub_years"
MONTHS = 36
OPENED = re.compile(r" on \w+_(\d{6})\b(?!.*never executed)")
LOCKED = """
SELECT relname FROM pg_locks JOIN pg_class c ON c.oid = relation
WHERE pid = pg_backend_pid() AND relkind IN ('r', 'p') AND relname ~ '^(usage|holder_usage)'
"""
SETTLED = """
SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = 'ck_usage_event_settled'
"""
TYPES = {
    USED: "uuid[], uuid, int, timestamptz, timestamptz, uuid, uuid",
    USED_BY: "int, uuid, int, timestamptz, timestamptz, uuid",
    ONE: "uuid[], uuid",
    histories.RECORDS: "uuid[], uuid, uuid",
}
HOLDER = [UUID(int=7)]
NOW = datetime.now(UTC)
SPRING = During(NOW - timedelta(days=200), NOW - timedelta(days=175))


@pytest.fixture(scope="module")
def owner(
    server: EmbeddedServer, admin: psycopg.Connection, template: str
) -> Iterator[psycopg.Connection]:
    """The owner of a database with three years of use; plans are generic, as the Reader's are."""
    admin.execute(f"CREATE DATABASE {YEARS} TEMPLATE {template}")
    serve_for_years(server.url(YEARS), MONTHS, events=4000)
    settle(server.url(YEARS))
    with psycopg.connect(server.url(YEARS), autocommit=True) as connection:
        connection.execute("SET plan_cache_mode = force_generic_plan")
        yield connection
    admin.execute(f"DROP DATABASE {YEARS} WITH (FORCE)")


def opened(owner: psycopg.Connection, statement: str, *values: object) -> list[str]:
    """Return the months of events that a statement opens."""
    owner.execute(f"PREPARE asked ({TYPES[statement]}) AS {statement}".encode())
    given = psycopg.sql.SQL(", ").join(map(psycopg.sql.Literal, values))
    explain = psycopg.sql.SQL("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) EXECUTE asked ({})")
    told = owner.execute(explain.format(given)).fetchall()
    owner.execute("DEALLOCATE asked")
    return months("\n".join(line for (line,) in told))


def months(plan: str) -> list[str]:
    """Return the months that a plan opens."""
    return sorted(set(OPENED.findall(plan)))


def planned(owner: psycopg.Connection, statement: str) -> list[str]:
    """Return the months that the plan of a job's statement names."""
    asked = statement.replace("%(today)s", "current_date").replace("%(at_once)s", "250")
    told = owner.execute(f"EXPLAIN (COSTS OFF) {asked}".encode()).fetchall()
    return months("\n".join(line for (line,) in told))


def month(days_ago: float) -> str:
    """Return the month in China of some days ago."""
    return f"{NOW + timedelta(hours=8) - timedelta(days=days_ago):%Y%m}"


def test_a_record_opens_one_month(owner: psycopg.Connection) -> None:
    with owner.transaction(force_rollback=True):
        owner.execute(ADDED.encode(), [new_id()])
        locked = {name for (name,) in owner.execute(LOCKED).fetchall()}
    assert locked == {"usage_event", f"usage_event_{month(0)}"}


@pytest.mark.parametrize(
    "statement", [jobs.WAITING_USAGE, jobs.IDLE, UNTOLD], ids=["log", "idle", "tell"]
)
def test_nobody_looks_for_waiting_events_in_settled_months(
    owner: psycopg.Connection, statement: str
) -> None:
    assert min(planned(owner, statement)) >= month(33)


def test_without_settling_all_months_would_be_looked_through(owner: psycopg.Connection) -> None:
    with owner.transaction(force_rollback=True):
        for (name,) in owner.execute(SETTLED).fetchall():
            owner.execute(f"ALTER TABLE {name} DROP CONSTRAINT ck_usage_event_settled".encode())
        assert len(planned(owner, jobs.WAITING_USAGE)) > MONTHS


@pytest.mark.parametrize("statement", [str(UNFOLD), str(TOLD)], ids=["unfold", "told"])
def test_what_is_done_with_events_opens_their_months(
    owner: psycopg.Connection, statement: str
) -> None:
    id_ = new_id()
    asked = re.sub(":first|:last", f"'{id_}'", statement).replace(":ids", f"'{{{id_}}}'")
    assert planned(owner, asked) == [month(0)]


def test_a_holders_list_opens_the_months_of_its_time(
    owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "possibly_ahead", timedelta)  # whatever sandbox ran here before
    for who, statement in ((HOLDER, USED), (3, USED_BY)):
        values = [who, *within(20, None, SPRING), *([None] if statement is USED else [])]
        assert set(opened(owner, statement, *values)) <= {month(202), month(187), month(173)}
        everything = [who, *within(20, None, During()), *([None] if statement is USED else [])]
        assert len(opened(owner, statement, *everything)) > MONTHS


def test_one_event_opens_one_month(owner: psycopg.Connection) -> None:
    found = owner.execute("SELECT id FROM usage_event ORDER BY id LIMIT 3 OFFSET 2000").fetchall()
    ids = [id_ for (id_,) in found]
    assert len(opened(owner, ONE, HOLDER, ids[0])) == 1
    assert len(opened(owner, histories.RECORDS, ids, ids[0], ids[-1])) <= 2
