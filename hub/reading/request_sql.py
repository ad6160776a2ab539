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
        SELECT jsonb_agg(jsonb_build_array(s.slot, s.id, s.stopped, s.limited, s.consents)
                ORDER BY s.slot, s.stopped) AS requested,
            array_agg(s.label) AS labels,
            {_joined("consented")}, {_joined("ticked")}, {_joined("answered")}
        FROM (
            SELECT w.slot, r.id, v.stopped, r.quota IS NOT NULL AS limited, v.label, a.*
            FROM unnest({p("requests", "uuid[]")}) WITH ORDINALITY AS w (id, slot)
            JOIN access_request r ON r.id = w.id AND r.entry_id = l.entry_id
                AND r.state = 'APPROVED'
                AND r.valid_from <= {moment} AND {moment} < r.valid_until
                AND (r.quota IS NULL OR r.used < r.quota)
            CROSS JOIN LATERAL (
                SELECT false, w.slot::text UNION ALL
                SELECT true, w.slot || '{STOPPED}' WHERE l.last_stop > 0
            ) AS v (stopped, label)
            CROSS JOIN LATERAL ({_answers(p, moment)}) a
            WHERE NOT v.stopped OR a.consents IS NOT NULL
        ) s WHERE {condition}"""


def _joined(what: str) -> str:
    return f"string_to_array(string_agg(array_to_string(s.{what}, ','), ','), ',') AS {what}"


def _answers(p: Parameters, moment: str) -> str:
    """Yield what the holders of a row answered to a request, and all names that come of it.

    A place that the license no longer has is nobody's: who had it once does not speak for those
    who hold the license now.
    """
    standing = STANDING.format(
        case=p("case_number", "text"), matter=p("matter", "text"), moment=moment
    )
    everybody = "cardinality(l.holders)"
    own, shared = "v.label || ':' || key || '#' || ordinal", "v.label || ':' || key"
    return f"""
                WITH c AS MATERIALIZED (
                    SELECT c.ordinal, c.holder_key, c.id, c.fields, c.separate FROM consent c
                    WHERE c.license_id = l.id AND c.request_id = r.id AND {standing}
                        AND (c.sequence < l.last_stop) = v.stopped
                        AND c.ordinal <= cardinality(l.holders) AND c.fields <> '{{}}'
                )
                SELECT given.*, named.* FROM (
                    SELECT jsonb_agg(jsonb_build_array(ordinal, holder_key, id, fields, separate)
                            ORDER BY ordinal, id) AS consents,
                        array_agg(v.label || ':#' || ordinal) || CASE
                            WHEN count(DISTINCT ordinal) = {everybody}
                            THEN v.label || ':{EVERYBODY}' END AS answered
                    FROM c
                ) given, (
                    SELECT array_agg({own}) || array_agg({shared}) FILTER (WHERE by_all)
                            AS consented,
                        array_agg({own}) FILTER (WHERE ticked)
                            || array_agg({shared}) FILTER (WHERE by_all AND ticked_by_all) AS ticked
                    FROM (
                        SELECT c.ordinal, key, bool_or(key = ANY (c.separate)) AS ticked,
                            count(*) OVER of_key = {everybody} AS by_all,
                            bool_and(bool_or(key = ANY (c.separate))) OVER of_key AS ticked_by_all
                        FROM c CROSS JOIN unnest(c.fields) AS key GROUP BY c.ordinal, key
                        WINDOW of_key AS (PARTITION BY key)
                    ) k
                ) named"""
