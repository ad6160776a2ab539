"""The record of use comes into months as it was: no row is lost, and nobody's rights change."""

from typing import Any

import psycopg
import pytest
from psycopg.errors import CheckViolation

from hub.db import migrations

BEFORE = "0016"
TABLES = ("usage_event", "holder_usage")
LATER = """
CREATE ROLE usage_analyst;
GRANT SELECT (id, at), REFERENCES (id) ON usage_event TO usage_analyst;
GRANT SELECT ON holder_usage TO usage_analyst WITH GRANT OPTION;
CREATE INDEX ix_usage_event_matter ON usage_event (matter) WHERE matter IS NOT NULL;
CREATE FUNCTION be_whole() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER whole BEFORE INSERT ON usage_event FOR EACH ROW EXECUTE FUNCTION be_whole();
"""
"""What an operator may have added to the tables."""

ROWS = """
INSERT INTO usage_event (id, at, request_id, operation, outcome, assurance, matter, licenses,
    holders, holder_counts, patterns, authorizations, unfolded, noticed)
SELECT (lpad(to_hex((extract(epoch FROM now()) - number * 86400)::bigint * 1000), 12, '0')
        || '7' || substr(md5(number::text), 1, 19))::uuid,
    now(), md5(number::text), 'license', 'ANSWERED', 3, nullif(number % 3, 0)::text,
    ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid()], '{1}', ARRAY['x'::bytea], '{""}',
    number % 2 = 0, number % 5 = 0
FROM generate_series(0, 1499) AS number;
INSERT INTO usage_event (id, at, request_id, operation, outcome, assurance, licenses, holders,
    holder_counts, patterns, authorizations)
VALUES ('00000000-0000-0000-0000-000000000001', now(), '', '', '', 0, '{}', '{}', '{}', '{}', '{}');
INSERT INTO holder_usage SELECT holders[1], id, 1 FROM usage_event WHERE unfolded;
"""
RIGHTS = """
SELECT relname, grantee::regrole::text, privilege_type, is_grantable, ''
FROM pg_class, aclexplode(relacl) WHERE relname = ANY (%(tables)s)
UNION ALL
SELECT relname, grantee::regrole::text, privilege_type, is_grantable, attname
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid, aclexplode(attacl)
WHERE relname = ANY (%(tables)s) ORDER BY 1, 2, 3, 5
"""
SHAPE = """
SELECT c.relname, relowner::regrole::text, ARRAY(SELECT tgname::text FROM pg_trigger
        WHERE tgrelid = c.oid AND NOT tgisinternal ORDER BY 1),
    ARRAY(SELECT i.relname || replace(pg_get_indexdef(i.oid), ' ON ONLY ', ' ON ')
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE indrelid = c.oid ORDER BY 1),
    ARRAY(SELECT concat_ws(' ', attname, atttypid::regtype, attnotnull, pg_get_expr(adbin, adrelid))
        FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum)
FROM pg_class c WHERE relname = ANY (%(tables)s) ORDER BY 1
"""


def seen(url: str) -> list[list[Any]]:
    """Return all rows, and who may do what with tables of which shape."""
    with psycopg.connect(url) as owner:
        told = {"tables": list(TABLES)}
        rows = [owner.execute(f"TABLE {table}".encode()).fetchall() for table in TABLES]
        made = [owner.execute(query.encode(), told).fetchall() for query in (RIGHTS, SHAPE)]
    return [*map(sorted, rows), *made]


@pytest.fixture
def used(empty_database: str) -> str:
    """A database of before, with uses of years, and what an operator added."""
    migrations.migrate(empty_database, BEFORE)
    with psycopg.connect(empty_database, autocommit=True) as owner:
        owner.execute("DROP ROLE IF EXISTS usage_analyst")
        owner.execute(LATER.encode())
        owner.execute(ROWS.encode())
    return empty_database


def test_every_row_right_index_and_trigger_is_what_it_was(used: str) -> None:
    before = seen(used)
    migrations.migrate(used)
    assert seen(used) == before
    assert [len(rows) for rows in before[:2]] == [1501, 750]
    with psycopg.connect(used, autocommit=True) as owner:
        kinds = "SELECT relkind FROM pg_class WHERE relname = ANY (%s)"
        assert owner.execute(kinds, [list(TABLES)]).fetchall() == [("p",), ("p",)]
        owner.execute("DROP INDEX ix_usage_event_matter")
    migrations.check(used)


def test_what_broke_off_is_migrated_again(used: str) -> None:
    before = seen(used)
    with psycopg.connect(used, autocommit=True) as owner:
        owner.execute("ALTER TABLE usage_event ADD CONSTRAINT ck_usage_event_month CHECK (true)")
    migrations.migrate(used)
    assert seen(used) == before


def test_a_record_that_came_from_the_future_stops_it_before_anything_is_changed(used: str) -> None:
    with psycopg.connect(used, autocommit=True) as owner:
        owner.execute(
            "UPDATE usage_event SET id = 'ffffffff-0000-7000-8000-000000000000' "
            "WHERE id = '00000000-0000-0000-0000-000000000001'"
        )
    before = seen(used)
    with pytest.raises(Exception, match="ck_usage_event_month") as stopped:
        migrations.migrate(used)
    assert isinstance(stopped.value.__cause__, CheckViolation)
    assert seen(used) == before
