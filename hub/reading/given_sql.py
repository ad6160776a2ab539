"""Write the SQL that tells what holders gave this caller on a row."""

from hub.reading.parameters import Parameters
from hub.reading.reach import Reach
from hub.reading.standings_sql import REMAINING

MOST_READ = 50
"""How many of a kind on one license compete at the most: the running ones, the oldest first."""


def grants(reach: Reach, p: Parameters) -> str:
    """Yield the caller's standing grants on a row `l` (授权用证)."""
    if not reach.granted:
        return _NONE
    moment = p("moment", "timestamptz")
    return _given(
        "use_grant",
        f"""(u.grantee_account = {p("account", "uuid")}
                    OR u.grantee_organization = {p("granted_organization", "int")})
                AND u.withdrawn_at IS NULL
                AND u.valid_from <= {moment} AND {moment} < u.valid_until
                AND (u.max_uses IS NULL OR u.used < u.max_uses)
                {"AND u.grant_right = 'DOWNLOAD'" if reach.download else ""}""",
        p,
        more="u.grantee_organization IS NOT NULL, u.max_uses IS NOT NULL",
    )


def delegations(reach: Reach, p: Parameters) -> str:
    """Yield the delegations to the caller, or to a company it acts for, in the stated matter."""
    if not reach.delegated:
        return _NONE
    moment = p("moment", "timestamptz")
    return _given(
        "delegation",
        f"""(u.delegate_account = {p("account", "uuid")}
                    OR u.delegate_holder = ANY ({p("represented", "uuid[]")}))
                AND u.matter = {p("matter", "text")}
                AND u.approved_at IS NOT NULL AND u.ended_at IS NULL
                AND u.valid_from <= {moment} AND {moment} < u.valid_until""",
        p,
        needed=p("needed", "jsonb"),
    )


def presentations(reach: Reach, p: Parameters) -> str:
    """Yield the showings that this official redeemed for the stated scenario and still looks at."""
    if not reach.presented:
        return _NONE
    return _given(
        "presentation",
        f"""u.redeemed_by = {p("account", "uuid")}
                AND u.redeemed_for = {p("granted_organization", "int")}
                AND u.scenario = {p("scenario", "text")} AND u.ended_at IS NULL
                AND {p("moment", "timestamptz")} < u.valid_until""",
        p,
        needed=p("listed", "jsonb"),
    )


_NONE = "SELECT NULL::jsonb AS given, false AS reached"


def _given(
    table: str, conditions: str, p: Parameters, *, needed: str | None = None, more: str = "false"
) -> str:
    """Yield what is given on a row, and what it lists, runs and reaches.

    The second holder's lists `key` for what is the license's and `key#2` for what is that holder's
    own; once stopped it lists no more than what remains of a license. `needed` tells for each entry
    which of the listed fields count.
    """
    counted = "u.fields"
    if needed is not None:
        counted = f"""ARRAY(SELECT key FROM unnest(u.fields) AS key
                    WHERE {needed} -> l.entry_id::text ? key)"""
    return f"""
        SELECT jsonb_agg(jsonb_build_array(u.id, u.given_at, u.ordinal, u.counted, u.stopped,
                u.holder_key, u.more) ORDER BY u.given_at, u.id) AS given,
            count(*) > 0 AS reached,
            coalesce(bool_or(NOT u.stopped), false) AS running,
            array_agg(u.ordinal::int) FILTER (WHERE NOT u.stopped) AS granters,
            string_to_array(string_agg(u.names, ','), ',') AS listed
        FROM (
            SELECT u.id, u.given_at, u.ordinal, c.counted, u.holder_key,
                u.sequence < l.last_stop AS stopped, jsonb_build_array({more}) AS more,
                (SELECT string_agg(key || ',' || key || '#' || u.ordinal, ',')
                    FROM unnest(c.counted) AS key
                    WHERE u.sequence >= l.last_stop OR key = ANY ({REMAINING})) AS names
            FROM {table} u CROSS JOIN LATERAL (SELECT {counted} AS counted) c
            WHERE u.license_id = l.id AND l.entry_id = ANY ({p("open", "int[]")})
                AND {conditions}
            ORDER BY l.last_stop > u.sequence, u.given_at, u.id LIMIT {MOST_READ}
        ) u"""
