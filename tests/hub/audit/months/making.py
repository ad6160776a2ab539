"""Put months into the past, and events into them, as if the hub had served for years."""

from typing import Final

import psycopg

PAST: Final = """
DO $do$ DECLARE
    kept text; part text; month timestamp; present timestamp; low text; high uuid;
BEGIN
    FOREACH kept IN ARRAY ARRAY['usage_event', 'holder_usage'] LOOP
        SELECT min(m.month) INTO present FROM usage_months(kept::regclass) m;
        part := kept || to_char(present, '_YYYYMM');
        EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', kept, part);
        FOR back IN REVERSE _MONTHS_..0 LOOP
            month := present - make_interval(months => back);
            part := kept || to_char(month, '_YYYYMM');
            low := CASE back WHEN _MONTHS_ THEN 'MINVALUE'
                ELSE quote_literal(id_floor(month AT TIME ZONE 'Asia/Shanghai')) END;
            high := id_floor((month + interval '1 month') AT TIME ZONE 'Asia/Shanghai');
            EXECUTE format('CREATE TABLE IF NOT EXISTS %I (LIKE %I)', part, kept);
            EXECUTE format('REVOKE ALL ON %I FROM hub_writer, hub_reader', part);
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%L)',
                kept, part, low, high);
        END LOOP;
    END LOOP;
END $do$
"""
EVENTS: Final = """
INSERT INTO usage_event (id, at, request_id, operation, outcome, organization_id, assurance,
    licenses, holders, holder_counts, patterns, authorizations, unfolded, noticed)
SELECT (left(id_floor(moment)::text, 19) || right(gen_random_uuid()::text, 17))::uuid,
    moment, '', 'license', 'ANSWERED', number % 5, 3, ARRAY[gen_random_uuid()],
    ARRAY[lpad(to_hex(number % 200), 32, '0')::uuid], '{1}', ARRAY['x'::bytea], '{""}', true, true
FROM generate_series(1, _EVENTS_) AS number,
    LATERAL (SELECT now() - number * interval '_MONTHS_ months' / _EVENTS_ AS moment) AS times
"""
UNFOLDED: Final = "INSERT INTO holder_usage SELECT holders[1], id, 1 FROM usage_event"


def serve_for_years(url: str, months: int = 36, events: int = 0) -> None:
    """Make months of the past, and spread events evenly over them; nothing waits in them."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(PAST.replace("_MONTHS_", str(months)).encode())
        if events:
            made = EVENTS.replace("_MONTHS_", str(months)).replace("_EVENTS_", str(events))
            owner.execute(made.encode())
            owner.execute(UNFOLDED)
            owner.execute("ANALYZE usage_event, holder_usage")


def settle(url: str) -> list[str]:
    """Let the job settle all that it can, as the writing role, and return its steps."""
    with psycopg.connect(url, autocommit=True) as writer:
        writer.execute("SET ROLE hub_writer")
        step = "SELECT settle_usage_month()"
        return list(iter(lambda: (writer.execute(step).fetchone() or (None,))[0], None))
