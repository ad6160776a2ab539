"""Tell figures within one's scope, by organization, region, sector and time (art. 5, 27)."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from hub.audit.call import Call
from hub.db.engine import ReaderConnection
from hub.identity.directory import Directory, OrganizationFacts
from hub.supervision.figures.refusals import FiguresTooMany
from hub.supervision.figures.rules import Asked, check_asked
from hub.supervision.figures.terms import Measure
from hub.supervision.refusals import SupervisionReserved
from hub.supervision.scope import seen_by

MOST_ROWS: Final = 2_000

_PLACED: Final = "unnest($1::int[], $2::text[]) AS placed (organization_id, key)"
COUNTS: Final = f"""
SELECT key, CASE $5 WHEN 'WHOLE' THEN $3::date
        ELSE CAST(date_trunc($5::text, CAST(day AS timestamp)) AS date) END AS since,
    measure, CAST(sum(count) AS bigint) AS count
FROM figure_day JOIN {_PLACED} USING (organization_id)
WHERE day >= $3 AND day <= $4::date GROUP BY 1, 2, 3
"""  # noqa: S608 - put together from the constant above

# Requests are few, and are about organizations alone. What else is to be answered in time joins
# here: who answers, when it was asked, and when it was answered.
ANSWERS: Final = f"""
WITH answered AS (
    SELECT e.owner_id AS organization_id, a.requested_at AS asked_at, a.answered_at
    FROM access_request a JOIN catalog_entry e ON e.id = a.entry_id
    WHERE a.answered_at IS NOT NULL
), dated AS (
    SELECT *, CAST(answered_at AT TIME ZONE 'Asia/Shanghai' AS date) AS day,
        extract(epoch FROM answered_at - asked_at) / 3600 AS hours
    FROM answered JOIN {_PLACED} USING (organization_id)
)
SELECT key, CASE $5 WHEN 'WHOLE' THEN $3::date
        ELSE CAST(date_trunc($5::text, CAST(day AS timestamp)) AS date) END AS since,
    count(*) AS count, percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) AS median,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY hours) AS ninetieth
FROM dated WHERE day >= $3 AND day <= $4::date GROUP BY 1, 2
"""  # noqa: S608 - put together from the constant above


class AnswerTimes(msgspec.Struct, frozen=True):
    """How long it took to answer what was asked, in hours."""

    count: int = 0
    median: float | None = None
    ninetieth: float | None = None


class Figures(msgspec.Struct, kw_only=True):
    """The figures of one group in one step of time."""

    key: str
    since: date
    counts: dict[Measure, int] = {}
    answers: AnswerTimes = AnswerTimes()


async def figures_of(call: Call, directory: Directory, asked: Asked) -> list[Figures]:
    """Return figures within the caller's scope, by group and step of time (art. 5, 27).

    Raises: FiguresPeriodInvalid, RegionInvalid, SupervisionReserved, FiguresTooMany.
    """
    check_asked(asked)
    organizations = _organizations(call, directory, asked)
    numbers = [one.id for one in organizations]
    keys = [asked.key(directory.present(one.id)) for one in organizations]
    values = (numbers, keys, asked.since, asked.until, asked.step.value)
    async with call.read() as connection:
        found = await _told(connection, values)
    if len(found) > MOST_ROWS:
        raise FiguresTooMany(most=MOST_ROWS)
    return sorted(found.values(), key=lambda one: (one.key, one.since))


async def _told(
    connection: ReaderConnection, values: Sequence[object]
) -> dict[tuple[str, date], Figures]:
    found: dict[tuple[str, date], Figures] = {}
    for row in await connection.fetch(COUNTS, *values):
        place = row["key"], row["since"]
        one = found.setdefault(place, Figures(key=place[0], since=place[1]))
        one.counts[Measure(row["measure"])] = row["count"]
    for row in await connection.fetch(ANSWERS, *values):
        place = row["key"], row["since"]
        one = found.setdefault(place, Figures(key=place[0], since=place[1]))
        one.answers = AnswerTimes(row["count"], float(row["median"]), float(row["ninetieth"]))
    return found


def _organizations(call: Call, directory: Directory, asked: Asked) -> list[OrganizationFacts]:
    """Return the organizations asked for; to ask beyond one's scope is refused, not narrowed.

    Raises: SupervisionReserved.
    """
    seen = list(seen_by(call.caller, directory))
    if asked.everything:
        chosen = seen
    else:
        chosen = [one for one in directory.by_id.values() if asked.matches(one)]
    if not seen or not {one.id for one in chosen} <= {one.id for one in seen}:
        raise SupervisionReserved
    return chosen
