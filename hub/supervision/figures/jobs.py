"""Count use as it is recorded, each event once, and release what tells of nobody (art. 27).

Events are counted when their ids are some minutes old, in the order of ids: months that are counted
are never opened again, and no question ever scans events.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.supervision.figures.rules import FEWEST, NOTHING_HELD, Counted, Held, release
from hub.supervision.figures.terms import Measure
from hub.supervision.marks import span_of

SOME: Final = f"[1:{FEWEST}]"
"""As many people as it takes to be enough; more need not be known."""

_USE = text(f"""
WITH event AS MATERIALIZED (
    SELECT *, CAST(at AT TIME ZONE 'Asia/Shanghai' AS date) AS day
    FROM usage_event WHERE id >= :low AND id < :high
), seen AS (
    SELECT e.organization_id, e.day, s.license_id, e.holders[s.before + 1] AS person,
        jsonb_path_exists(p.body, 'strict $.fields[*] ? (@[2] != "WITHHELD" && (@[4] == "REQUEST"
            || @[4] == "GRANT" || @[4] == "DELEGATION" || @[4] == "PRESENTATION"))') AS shared
    FROM event e
        CROSS JOIN LATERAL (
            SELECT license_id, pattern, sum(holders) OVER (ORDER BY place) - holders AS before
            FROM unnest(e.licenses, e.patterns, e.holder_counts) WITH ORDINALITY
                AS u (license_id, pattern, holders, place)) s
        JOIN decision_pattern p ON p.hash = s.pattern AND p.body ->> 'entry' <> ''
    WHERE e.outcome = 'ANSWERED'
)
SELECT organization_id, 'USED' AS measure, day, count(*) AS count,
    (array_agg(DISTINCT person)){SOME} AS persons
FROM seen WHERE organization_id IS NOT NULL GROUP BY organization_id, day
UNION ALL
SELECT l.issuer_id, 'SHARED', s.day, count(*), (array_agg(DISTINCT s.person)){SOME}
FROM seen s JOIN license l ON l.holder_key = s.person AND l.id = s.license_id
WHERE s.shared AND s.organization_id IS DISTINCT FROM l.issuer_id GROUP BY l.issuer_id, s.day
UNION ALL
SELECT organization_id, 'REFUSED', day, count(*), '{{}}'
FROM event WHERE outcome <> 'ANSWERED' AND organization_id IS NOT NULL
GROUP BY organization_id, day
""")  # noqa: S608 - put together from the constant above
_HELD = text("""
SELECT organization_id, measure, count, persons FROM figure_held
WHERE organization_id = ANY (CAST(:organizations AS int[])) FOR UPDATE
""")
_HOLD = text("""
INSERT INTO figure_held (organization_id, measure, count, persons)
VALUES (:organization, :measure, :count, :persons)
ON CONFLICT (organization_id, measure) DO UPDATE SET
    count = excluded.count, persons = excluded.persons
""")
_RELEASE = text("""
INSERT INTO figure_day (organization_id, day, measure, count)
VALUES (:organization, :day, :measure, :count)
ON CONFLICT (organization_id, day, measure) DO UPDATE SET count = figure_day.count + excluded.count
""")


async def count_use(db: AsyncSession) -> None:
    """Count the events that were recorded since the last time."""
    low, high = await span_of(db, "use")
    rows = (await db.execute(_USE, {"low": low, "high": high})).all()
    await add_figures(
        db,
        [
            Counted(organization, Measure(measure), day, count, frozenset(persons))
            for organization, measure, day, count, persons in rows
        ],
    )


async def add_figures(db: AsyncSession, counted: Iterable[Counted]) -> None:
    """Release what was counted with what was held back, or hold it back too."""
    arrived: dict[tuple[int, Measure], list[Counted]] = defaultdict(list)
    for one in counted:
        arrived[one.organization_id, one.measure].append(one)
    if not arrived:
        return
    organizations = sorted({organization for organization, _ in arrived})
    rows = await db.execute(_HELD, {"organizations": organizations})
    held = {(who, Measure(what)): Held(count, frozenset(about)) for who, what, count, about in rows}
    for (organization, measure), ones in sorted(arrived.items()):
        before = held.get((organization, measure), NOTHING_HELD)
        told, after = release(before, ones)
        said = {"organization": organization, "measure": measure.value}
        for day, count in told.items():
            await db.execute(_RELEASE, said | {"day": day, "count": count})
        kept = {"count": after.times, "persons": sorted(after.persons)}
        await db.execute(_HOLD, said | kept)
