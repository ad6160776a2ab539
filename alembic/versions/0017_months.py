"""Keep the record of use in months, and leave it to the owner to trust roots and register seals.

What is there becomes the first month as it is: no row is copied. `usage_event` and `holder_usage`
are each read once under SHARE UPDATE EXCLUSIVE, beside the service; then both are locked for the
renaming (ACCESS EXCLUSIVE, some milliseconds). A lock that is not had within five seconds is a
failure, and migrating again is safe.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from alembic import op

revision = "0017"
down_revision = "0016"

KEPT = {"usage_event": "id", "holder_usage": "event_id"}
"""The tables that grow with every read, and the column that holds the id of the event."""

MONTHS_AHEAD = 3

# Ids hold the true time, whatever the sandbox's clock says; months are those of China.
ID_FLOOR = """
CREATE OR REPLACE FUNCTION id_floor(moment timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0')
    || '70008000000000000000')::uuid
"""

MONTHS = """
CREATE OR REPLACE FUNCTION usage_months(kept regclass) RETURNS TABLE (part text, month timestamp)
LANGUAGE sql STABLE STRICT SET search_path = public, pg_temp AS $$
    SELECT c.relname::text, to_timestamp(right(c.relname, 6), 'YYYYMM')::timestamp
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = kept AND c.relname ~ '_[0-9]{6}$'
$$
"""

# One month of one table a call: no call holds two locks that readers take in another order. To
# attach takes SHARE UPDATE EXCLUSIVE on the table; to create in place would take ACCESS EXCLUSIVE.
MAKE_MONTH = """
CREATE FUNCTION make_usage_month(ahead integer) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    newest CONSTANT timestamp := date_trunc('month', clock_timestamp() AT TIME ZONE 'Asia/Shanghai')
        + make_interval(months => least(ahead, 12));
    kept text; key text; month timestamp; part text; low uuid; high uuid;
BEGIN
    SELECT t.kept, t.key, last.month + interval '1 month' INTO kept, key, month
        FROM (VALUES ('usage_event', 'id'), ('holder_usage', 'event_id')) AS t (kept, key),
            LATERAL (SELECT max(m.month) AS month FROM usage_months(t.kept::regclass) m) last
        WHERE last.month < newest ORDER BY last.month LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    part := format('%s_%s', kept, to_char(month, 'YYYYMM'));
    low := id_floor(month AT TIME ZONE 'Asia/Shanghai');
    high := id_floor((month + interval '1 month') AT TIME ZONE 'Asia/Shanghai');
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', kept || '_default');
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS)', part, kept);
    EXECUTE format('REVOKE ALL ON %I FROM hub_writer, hub_reader', part);
    EXECUTE format('WITH stray AS (DELETE FROM %I WHERE %I >= %L AND %2$I < %4$L RETURNING *)
        INSERT INTO %I SELECT * FROM stray', kept || '_default', key, low, high, part);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        kept, part, low, high);
    RETURN part;
END $$
"""

# Nothing waits in a settled month, and nothing can come to wait there: the planner leaves it out
# wherever waiting events are looked for. One step a call: the rows are read under a weaker lock.
SETTLE_MONTH = """
CREATE FUNCTION settle_usage_month() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    over CONSTANT timestamp := (clock_timestamp() - interval '2 days') AT TIME ZONE 'Asia/Shanghai';
    probe CONSTANT text := 'SELECT EXISTS (SELECT FROM %1$I WHERE NOT unfolded)
        OR EXISTS (SELECT FROM %1$I WHERE NOT noticed)';
    part text; settled boolean; waits boolean;
BEGIN
    FOR part, settled IN
        SELECT m.part, c.convalidated FROM usage_months('usage_event'::regclass) m
            LEFT JOIN pg_constraint c
                ON c.conrelid = m.part::regclass AND c.conname = 'ck_usage_event_settled'
        WHERE m.month + interval '1 month' <= over AND c.convalidated IS NOT TRUE ORDER BY m.month
    LOOP
        IF settled IS NULL THEN
            EXECUTE format(probe, part) INTO waits;
            CONTINUE WHEN waits;
            EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', part);
            EXECUTE format(probe, part) INTO waits;
            CONTINUE WHEN waits;
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT ck_usage_event_settled
                CHECK (unfolded AND noticed) NOT VALID', part);
        ELSE
            EXECUTE format('ALTER TABLE %I VALIDATE CONSTRAINT ck_usage_event_settled', part);
        END IF;
        RETURN part;
    END LOOP;
    RETURN NULL;
END $$
"""

# A month goes whole where every row in it is in the log and out of date; the leaves stay, and each
# record's row in the log becomes its tombstone, as where records are erased one by one. A month
# whose lock is not had stays for once, and its records are erased one by one after all.
DROP_MONTH = """
CREATE FUNCTION drop_usage_month(before timestamptz, moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE
    event text; unfolded text; stays boolean; buried integer;
BEGIN
    FOR event, unfolded IN
        SELECT m.part, 'holder_usage_' || right(m.part, 6)
        FROM usage_months('usage_event'::regclass) m
            JOIN pg_constraint c ON c.conrelid = m.part::regclass
                AND c.conname = 'ck_usage_event_settled' AND c.convalidated
        WHERE m.month + interval '1 month' <= before AT TIME ZONE 'Asia/Shanghai' ORDER BY m.month
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I e LEFT JOIN log_record r ON r.id = e.id
            WHERE r.id IS NULL OR e.at >= %L)', event, before) INTO stays;
        CONTINUE WHEN stays;
        BEGIN
            EXECUTE format('UPDATE log_record r SET nonce = NULL, erased_at = %L FROM %I e
                WHERE r.id = e.id AND r.nonce IS NOT NULL', moment, event);
            GET DIAGNOSTICS buried = ROW_COUNT;
            LOCK TABLE usage_event, holder_usage IN ACCESS EXCLUSIVE MODE;
            EXECUTE format('DROP TABLE %I, %I', event, unfolded);
            RETURN buried;
        EXCEPTION WHEN lock_not_available THEN
            NULL;
        END;
    END LOOP;
    RETURN NULL;
END $$
"""

STRAYS = """
CREATE FUNCTION stray_usage() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT (SELECT count(*) FROM usage_event_default)
        + (SELECT count(*) FROM holder_usage_default)
$$
"""

FUNCTIONS = {
    "id_floor(timestamptz)": ID_FLOOR,
    "usage_months(regclass)": MONTHS,
    "make_usage_month(integer)": MAKE_MONTH,
    "settle_usage_month()": SETTLE_MONTH,
    "drop_usage_month(timestamptz, timestamptz)": DROP_MONTH,
    "stray_usage()": STRAYS,
}

BORDER = """
SELECT to_char(month, 'YYYYMM'),
    id_floor((month + interval '1 month') AT TIME ZONE 'Asia/Shanghai')
FROM date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai' + interval '1 day') AS month
"""
"""The month that takes in all that there is: this one, or the next on this one's last day."""

DEFINED = """
SELECT i.relname, pg_get_indexdef(i.oid), pg_get_constraintdef(c.oid)
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.contype = 'p'
WHERE x.indrelid = CAST(:kept AS regclass) ORDER BY 1
"""
TRIGGERS = """
SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger
WHERE tgrelid = CAST(:kept AS regclass) AND NOT tgisinternal ORDER BY 1
"""
OWNER = "SELECT relowner::regrole::text FROM pg_class WHERE oid = CAST(:kept AS regclass)"
GRANTS = """
WITH given AS (
    SELECT relname, '' AS columns, a.* FROM pg_class, aclexplode(relacl) a
        WHERE pg_class.oid = CAST(:kept AS regclass)
    UNION ALL
    SELECT relname, format('(%I)', attname), a.* FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid, aclexplode(attacl) a
        WHERE attrelid = CAST(:kept AS regclass)
)
SELECT format('GRANT %s %s ON %I TO %s %s', privilege_type, columns, relname,
    CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
    CASE WHEN is_grantable THEN 'WITH GRANT OPTION' ELSE '' END) FROM given
"""

SEALS = "seal, seal_root"
"""Who could add to these could pass for any authority or department."""


def upgrade() -> None:
    with op.get_context().autocommit_block():  # each statement by itself, beside the service
        op.execute(ID_FLOOR)
        month, border = op.get_bind().execute(text(BORDER)).one()
        for kept, key in KEPT.items():
            op.execute(f"ALTER TABLE {kept} DROP CONSTRAINT IF EXISTS ck_{kept}_month")
            op.execute(
                f"ALTER TABLE {kept} ADD CONSTRAINT ck_{kept}_month"
                f" CHECK ({key} < '{border}') NOT VALID"
            )
            op.execute(f"ALTER TABLE {kept} VALIDATE CONSTRAINT ck_{kept}_month")
    for kept, key in KEPT.items():
        by = f"PARTITION BY RANGE ({key})"
        with replaced(kept, f"{kept}_{month}") as first:
            op.execute(f"CREATE TABLE {kept} (LIKE {first} INCLUDING DEFAULTS) {by}")
        until = f"FOR VALUES FROM (MINVALUE) TO ('{border}')"
        op.execute(f"CREATE TABLE {kept}_default PARTITION OF {kept} DEFAULT")
        op.execute(f"ALTER TABLE {kept} ATTACH PARTITION {first} {until}")
        op.execute(f"ALTER TABLE {first} DROP CONSTRAINT ck_{kept}_month")
        op.execute(f"REVOKE ALL ON {first}, {kept}_default FROM hub_writer, hub_reader")
    for signature, statement in FUNCTIONS.items():
        op.execute(statement)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO hub_writer")
    while op.get_bind().scalar(text(f"SELECT make_usage_month({MONTHS_AHEAD})")):
        pass
    op.execute(f"REVOKE INSERT ON {SEALS} FROM hub_writer")


@contextmanager
def replaced(kept: str, aside: str) -> Iterator[str]:
    """Put a table aside, let a new one be made under its name, and give it what the old one had."""
    bind, of = op.get_bind(), {"kept": kept}
    op.execute(f"LOCK TABLE {kept} IN ACCESS EXCLUSIVE MODE")
    owner = bind.scalar(text(OWNER), of)
    indexes = bind.execute(text(DEFINED), of).all()
    triggers = bind.execute(text(TRIGGERS), of).all()
    grants = bind.scalars(text(GRANTS), of).all()
    op.execute(f"ALTER TABLE {kept} RENAME TO {aside}")
    for name, _, _ in indexes:
        op.execute(f"ALTER INDEX {name} RENAME TO {name.replace(kept, aside)}")
    for name, _ in triggers:
        op.execute(f"DROP TRIGGER {name} ON {aside}")
    yield aside
    for name, index, primary in indexes:
        op.execute(f"ALTER TABLE {kept} ADD CONSTRAINT {name} {primary}" if primary else index)
    for _, trigger in triggers:
        op.execute(trigger)
    op.execute(f"REVOKE ALL ON {kept} FROM hub_writer, hub_reader")
    for grant in grants:
        op.execute(grant)
    op.execute(f"ALTER TABLE {kept} OWNER TO {owner}")


def downgrade() -> None:
    op.execute(f"GRANT INSERT ON {SEALS} TO hub_writer")
    for signature in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")
    for kept in KEPT:
        with replaced(kept, f"{kept}_months") as aside:
            op.execute(f"CREATE TABLE {kept} (LIKE {aside} INCLUDING DEFAULTS)")
            op.execute(f"INSERT INTO {kept} TABLE {aside}")
        op.execute(f"DROP TABLE {aside}")
