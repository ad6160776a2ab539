"""Write the SQL that tells, for each row, by which standings this caller comes to it."""

from collections.abc import Mapping

from hub.policy.entry import REMAINS
from hub.policy.terms import LicenseStatus
from hub.reading.literals import by_entry, text_array
from hub.reading.parameters import Parameters
from hub.reading.reach import Reach

_OVER = text_array(status.value for status in LicenseStatus if status.ended)
REMAINING = text_array(REMAINS)


def bases(reach: Reach, public_days: Mapping[int, int], p: Parameters) -> str:
    """Yield `own` (the caller's ordinals), `issued`, `ended` and `registered` of a row `l`.

    OFFSET 0 keeps the planner from writing each of them out again wherever a guard names it.
    """
    today = p("today", "date")
    issuers = p("issuers", "int[]") if reach.issued else ""
    issued = f"(l.issuer_id = ANY ({issuers}) OR coalesce(l.co_issuers && {issuers}, false))"
    return f"""SELECT {_own(reach, p)} AS own, {issued if reach.issued else "false"} AS issued,
        l.status = ANY ({_OVER}) OR coalesce(l.valid_until < {today}, false) AS ended,
        {_registered(reach, public_days, today)} AS registered OFFSET 0"""


def _own(reach: Reach, p: Parameters) -> str:
    if not reach.own:
        return "'{}'::int[]"
    return f"""ARRAY(
            SELECT place::int FROM unnest(l.holders) WITH ORDINALITY AS every(holder, place)
            WHERE holder = ANY ({p("own", "uuid[]")}) ORDER BY place)"""


def _registered(reach: Reach, public_days: Mapping[int, int], today: str) -> str:
    """Follow `rulebook.reaches` for `Public`: the first day has come, and not too long ended."""
    if not reach.public or not public_days:
        return "false"
    days = by_entry("l.entry_id", {id_: str(count) for id_, count in public_days.items()})
    acted = f"CASE WHEN l.status = ANY ({_OVER}) THEN coalesce(l.ended_on, {today}) END"
    expired = f"CASE WHEN l.valid_until < {today} THEN l.valid_until END"
    end = f"coalesce(least({acted}, {expired}), {today})"
    return f"""coalesce(l.valid_from <= {today}, true)
            AND coalesce({today} <= {end} + {days}, false)"""


def oversight(reach: Reach, p: Parameters) -> str:
    """Yield the slots of the assignments that oversee a row `l`, its entry included."""
    if not reach.assignments:
        return "SELECT NULL::jsonb AS overseen, NULL::int[] AS slots"
    moment = p("moment", "timestamptz")
    return f"""
        SELECT jsonb_agg(jsonb_build_array(w.slot, w.id) ORDER BY w.slot) AS overseen,
            array_agg(w.slot::int) AS slots
        FROM ROWS FROM (jsonb_to_recordset({p("assignments", "jsonb")}) AS (
            id uuid, entries jsonb, region text, license_id uuid,
            since timestamptz, until timestamptz
        )) WITH ORDINALITY AS w (id, entries, region, license_id, since, until, slot)
        WHERE w.entries @> to_jsonb(l.entry_id) AND starts_with(l.region, w.region)
            AND (w.license_id IS NULL OR w.license_id = l.id)
            AND w.since <= {moment} AND {moment} < w.until"""


def reached(reach: Reach) -> str:
    """Write the condition that a row is found at all."""
    ways = (
        ("b.own <> '{}'", reach.own),
        ("b.issued", reach.issued),
        ("b.registered", reach.public),
        ("o.slots IS NOT NULL", bool(reach.assignments)),
        ("d.reached", reach.delegated),
        ("s.reached", reach.presented),
        ("q.labels IS NOT NULL", bool(reach.requests)),
        ("g.reached", reach.granted),
    )
    return f"({' OR '.join(way for way, possible in ways if possible) or 'false'})"
