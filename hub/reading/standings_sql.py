"""Write the SQL that tells, for each row, by which standings this caller comes to it."""

from collections.abc import Mapping

from hub.policy.entry import REMAINS
from hub.policy.terms import LicenseStatus
from hub.reading.guards import Reach
from hub.reading.literals import text_array
from hub.reading.parameters import Parameters

GRANTS_READ = 50
"""How many grants on one license compete at the most: the running ones, the oldest first."""

_OVER = text_array(status.value for status in LicenseStatus if status.ended)
_REMAINS = text_array(REMAINS)


def bases(reach: Reach, public_days: Mapping[int, int], p: Parameters) -> str:
    """Yield `own` (the caller's ordinals), `issued`, `ended` and `registered` of a row `l`.

    OFFSET 0 keeps the planner from writing each of them out again wherever a guard names it.
    """
    today = p("today", "date")
    issued = f"l.issuer_id = ANY ({p('issuers', 'int[]')})" if reach.issued else "false"
    return f"""SELECT {_own(reach, p)} AS own, {issued} AS issued,
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
    days = " ".join(f"WHEN {entry_id} THEN {count}" for entry_id, count in public_days.items())
    acted = f"CASE WHEN l.status = ANY ({_OVER}) THEN coalesce(l.ended_on, {today}) END"
    expired = f"CASE WHEN l.valid_until < {today} THEN l.valid_until END"
    end = f"coalesce(least({acted}, {expired}), {today})"
    return f"""coalesce(l.valid_from <= {today}, true)
            AND coalesce({today} <= {end} + CASE l.entry_id {days} END, false)"""


def grants(reach: Reach, p: Parameters) -> str:
    """Yield the caller's standing grants on a row `l`, and what they list, run and reach.

    A grant of the second holder lists `key` for what is the license's and `key#2` for what is
    that holder's own; once stopped it lists no more than what remains of a license.
    """
    if not reach.granted:
        return "SELECT NULL::jsonb AS given, false AS reached"
    moment = p("moment", "timestamptz")
    return f"""
        SELECT jsonb_agg(jsonb_build_array(
                u.id, u.given_at, u.ordinal, u.fields, u.to_organization, u.stopped,
                u.limited, u.holder_key) ORDER BY u.given_at, u.id) AS given,
            count(*) > 0 AS reached,
            coalesce(bool_or(NOT u.stopped), false) AS running,
            array_agg(u.ordinal::int) FILTER (WHERE NOT u.stopped) AS granters,
            string_to_array(string_agg(u.names, ','), ',') AS listed
        FROM (
            SELECT u.id, u.given_at, u.ordinal, u.fields, u.holder_key,
                u.grantee_organization IS NOT NULL AS to_organization,
                u.sequence < l.last_stop AS stopped, u.max_uses IS NOT NULL AS limited,
                (SELECT string_agg(key || ',' || key || '#' || u.ordinal, ',')
                    FROM unnest(u.fields) AS key
                    WHERE u.sequence >= l.last_stop OR key = ANY ({_REMAINS})) AS names
            FROM use_grant u
            WHERE u.license_id = l.id AND l.entry_id = ANY ({p("open", "int[]")})
                AND (u.grantee_account = {p("account", "uuid")}
                    OR u.grantee_organization = {p("granted_organization", "int")})
                AND u.withdrawn_at IS NULL
                AND u.valid_from <= {moment} AND {moment} < u.valid_until
                AND (u.max_uses IS NULL OR u.used < u.max_uses)
            ORDER BY l.last_stop > u.sequence, u.given_at, u.id LIMIT {GRANTS_READ}
        ) u"""


def reached(reach: Reach) -> str:
    """Write the condition that a row is found at all."""
    ways = (
        ("b.own <> '{}'", reach.own),
        ("b.issued", reach.issued),
        ("g.reached", reach.granted),
        ("b.registered", reach.public),
    )
    return f"({' OR '.join(way for way, possible in ways if possible) or 'false'})"
