"""Write the SQL that tells, for each row, which access requests reach it and who consented."""

from collections.abc import Mapping

from hub.reading.parameters import Parameters
from hub.reading.reach import Reach
from hub.reading.request_guards import EVERYBODY, STOPPED

STANDING = """c.state = 'GIVEN' AND c.case_number = {case} AND {moment} < c.valid_until
    AND EXISTS (SELECT FROM consent_ask k WHERE k.id = c.ask_id AND k.matter = {matter})"""
"""The condition that a consent `c` stands for the stated matter and case."""


def requests(reach: Reach, reaching: Mapping[int, str], p: Parameters) -> str:
    """Yield the requests that reach a row `l`, by label, and the cells consented to.

    Consents of one holder for one case add up. Those given before the license was stopped count
    for a standing of their own, so that they take nothing from what stands otherwise.
    """
    if not reach.requests:
        return "SELECT NULL::jsonb AS requested, NULL::text[] AS labels"
    moment = p("moment", "timestamptz")
    arms = " ".join(f"WHEN {slot} THEN {condition}" for slot, condition in reaching.items())
    condition = f"CASE s.slot {arms} ELSE false END" if arms else "false"
    return f"""
        SELECT jsonb_agg(jsonb_build_array(s.slot, s.id, s.stopped, s.limited, s.answers,
                s.consents) ORDER BY s.slot, s.stopped) AS requested,
            array_agg(s.label) AS labels,
            {_labelled("consented")}, {_labelled("ticked")}, {_labelled("answered")}
        FROM (
            SELECT w.slot, r.id, v.stopped, r.quota IS NOT NULL AS limited,
                w.slot || CASE WHEN v.stopped THEN '{STOPPED}' ELSE '' END AS label, a.*
            FROM unnest({p("requests", "uuid[]")}) WITH ORDINALITY AS w (id, slot)
            JOIN access_request r ON r.id = w.id AND r.entry_id = l.entry_id
                AND r.state = 'APPROVED'
                AND r.valid_from <= {moment} AND {moment} < r.valid_until
                AND (r.quota IS NULL OR r.used < r.quota)
            CROSS JOIN LATERAL (SELECT false UNION ALL SELECT true WHERE l.last_stop > 0)
                AS v (stopped)
            CROSS JOIN LATERAL ({_answers(p, moment)}) a
            WHERE NOT v.stopped OR a.answers IS NOT NULL
        ) s WHERE {condition}"""


def _labelled(what: str) -> str:
    names = f"(SELECT string_agg(s.label || ':' || name, ',') FROM unnest(s.{what}) AS name)"
    return f"string_to_array(string_agg({names}, ','), ',') AS {what}"


def _answers(p: Parameters, moment: str) -> str:
    """Yield what the holders of a row answered to a request, as one set of names.

    A place that the license no longer has is nobody's: who had it once does not speak for those
    who hold the license now.
    """
    standing = STANDING.format(
        case=p("case_number", "text"), matter=p("matter", "text"), moment=moment
    )
    everybody = "count(DISTINCT k.ordinal) = cardinality(l.holders)"
    return f"""
                WITH c AS (
                    SELECT c.* FROM consent c
                    WHERE c.license_id = l.id AND c.request_id = r.id AND {standing}
                        AND (c.sequence < l.last_stop) = v.stopped
                        AND c.ordinal <= cardinality(l.holders)
                ), k AS (
                    SELECT c.ordinal, key, bool_or(key = ANY (c.separate)) AS ticked
                    FROM c CROSS JOIN unnest(c.fields) AS key GROUP BY c.ordinal, key
                ), named AS (
                    SELECT key || '#' || ordinal AS name, ticked FROM k
                    UNION ALL
                    SELECT key, bool_and(ticked) FROM k GROUP BY key HAVING {everybody}
                )
                SELECT (SELECT jsonb_agg(jsonb_build_array(ordinal, key, ticked)
                        ORDER BY ordinal, key) FROM k) AS answers,
                    (SELECT jsonb_agg(jsonb_build_array(c.holder_key, c.id)) FROM c) AS consents,
                    ARRAY(SELECT name FROM named) AS consented,
                    ARRAY(SELECT name FROM named WHERE ticked) AS ticked,
                    ARRAY(SELECT DISTINCT '#' || ordinal FROM k
                        UNION ALL SELECT '{EVERYBODY}' FROM k HAVING {everybody}) AS answered"""
