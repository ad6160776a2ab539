"""Count licenses as they come, each once, without ever reading what was counted before."""

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.supervision.figures.jobs import SOME, add_figures
from hub.supervision.intake.rules import Delivered, figured, tallied
from hub.supervision.marks import span_of
from hub.supervision.working_time import WorkingTime

# Ids grow with time, so each issuer's new licenses lie at the end of an index of its own. A license
# that is made together, or sealed after a pause, has its id long before it is there: it waits. All
# is of one snapshot, in which a making is under way, or its license is there.
_DELIVERED = text(f"""
WITH waits AS (
    INSERT INTO intake_waiting (license_id, organization_id)
    SELECT m.license_id, m.issuer_id FROM making m
    WHERE m.state IN ('AWAITING', 'WRITTEN') AND m.event = 'ISSUED' AND m.license_id < :high
        AND NOT EXISTS (
            SELECT FROM license l WHERE l.issuer_id = m.issuer_id AND l.id = m.license_id)
    ON CONFLICT DO NOTHING
), came AS (
    DELETE FROM intake_waiting w USING license l
    WHERE l.issuer_id = w.organization_id AND l.id = w.license_id
    RETURNING l.issuer_id, l.id
)
SELECT l.issuer_id AS organization_id, l.entry_id, l.issued_on, l.origin,
    CAST(v.recorded_at AT TIME ZONE 'Asia/Shanghai' AS date) AS day,
    v.seals <> '{{}}' AS made_here,
    CAST(r.retired_at AT TIME ZONE 'Asia/Shanghai' AS date) AS retired_on,
    CAST(e.since AT TIME ZONE 'Asia/Shanghai' AS date) AS entry_since,
    count(*) AS count, (array_agg(DISTINCT l.holder_key)){SOME} AS persons
FROM (
        SELECT new.* FROM organization o CROSS JOIN LATERAL (
            SELECT * FROM license WHERE issuer_id = o.id AND id >= :low AND id < :high) new
        UNION ALL
        SELECT late.* FROM came JOIN license late USING (issuer_id, id)
    ) l
    CROSS JOIN LATERAL (
        SELECT recorded_at, seals, revision FROM license_version
        WHERE holder_key = l.holder_key AND license_id = l.id ORDER BY sequence LIMIT 1) v
    JOIN catalog_revision r ON r.entry_id = l.entry_id AND r.number = v.revision
    CROSS JOIN LATERAL (
        SELECT min(in_force_at) AS since FROM catalog_revision WHERE entry_id = l.entry_id) e
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
""")  # noqa: S608 - put together from the constant above
_GIVEN_UP = text("""
DELETE FROM intake_waiting w WHERE NOT EXISTS (
    SELECT FROM making m WHERE m.license_id = w.license_id AND m.state IN ('AWAITING', 'WRITTEN'))
    AND NOT EXISTS (
        SELECT FROM license l WHERE l.issuer_id = w.organization_id AND l.id = w.license_id)
""")
_ADD = text("""
INSERT INTO intake_day (organization_id, entry_id, day, taken, late, slowest, outdated)
VALUES (:organization, :entry, :day, :taken, :late, :slowest, :outdated)
ON CONFLICT (organization_id, entry_id, day) DO UPDATE SET
    taken = intake_day.taken + excluded.taken,
    late = intake_day.late + excluded.late,
    slowest = greatest(intake_day.slowest, excluded.slowest),
    outdated = intake_day.outdated + excluded.outdated
""")


async def count_intake(db: AsyncSession) -> int:
    """Count the licenses that came since the last time, and return how many."""
    low, high = await span_of(db, "intake")
    rows = (await db.execute(_DELIVERED, {"low": low, "high": high})).mappings()
    delivered = [msgspec.convert(dict(row), Delivered) for row in rows]
    await db.execute(_GIVEN_UP)
    for (organization, entry, day), intake in sorted(tallied(delivered, WorkingTime()).items()):
        said = msgspec.structs.asdict(intake)
        said |= {"organization": organization, "entry": entry, "day": day}
        await db.execute(_ADD, said)
    await add_figures(db, figured(delivered))
    return sum(one.count for one in delivered)
