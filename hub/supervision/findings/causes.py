"""The questions that the grounds put to the hub's own records, one statement each.

A row is one record: whose it is, the subject that it belongs to, since when the cause is there,
what kind of record it is, its keys, a code that everybody may know, and counts. Nothing personal
is in a row. Values that begin with a colon are said by `rules.terms`: `now`, `today`, `before`
(whatever was received earlier is overdue), and what the ground itself sets.
"""

from typing import Final

LAPSED_LAW: Final = """
SELECT e.owner_id AS organization_id, e.code AS subject,
    CAST(b.in_force_until + 1 AS timestamp) AT TIME ZONE 'Asia/Shanghai' AS since,
    'ENTRY' AS kind, CAST(NULL AS uuid) AS owner_key, CAST(NULL AS uuid) AS key, e.code,
    jsonb_build_object('basis', b.code) AS facts
FROM catalog_entry e
    JOIN catalog_revision r ON r.entry_id = e.id AND r.state = 'IN_FORCE'
    JOIN legal_basis b ON CAST(b.in_force_until + 1 AS timestamp) AT TIME ZONE 'Asia/Shanghai'
        < :before
WHERE b.code IN (SELECT cited #>> '{}' FROM jsonb_path_query(r.body, '$.**.legal_basis') cited)
"""

UNREVIEWED: Final = """
SELECT e.owner_id AS organization_id, e.code AS subject,
    r.in_force_at + make_interval(years => :years) AS since,
    'ENTRY' AS kind, CAST(NULL AS uuid) AS owner_key, CAST(NULL AS uuid) AS key, e.code,
    jsonb_build_object('revision', r.number) AS facts
FROM catalog_entry e JOIN catalog_revision r ON r.entry_id = e.id AND r.state = 'IN_FORCE'
WHERE r.in_force_at + make_interval(years => :years) <= :now
    AND NOT EXISTS (
        SELECT FROM catalog_revision o WHERE o.entry_id = e.id AND o.state IN ('DRAFT', 'SUBMITTED')
            AND greatest(o.drafted_at, o.submitted_at) > :before)
"""

RETIRED_REVISION: Final = """
SELECT i.organization_id, e.code AS subject,
    CAST(min(i.day) AS timestamp) AT TIME ZONE 'Asia/Shanghai' AS since,
    'ENTRY' AS kind, CAST(NULL AS uuid) AS owner_key, CAST(NULL AS uuid) AS key, e.code,
    jsonb_build_object('licenses', sum(i.outdated)) AS facts
FROM intake_day i JOIN catalog_entry e ON e.id = i.entry_id
WHERE i.day >= :recent AND i.outdated > 0
GROUP BY i.organization_id, e.code
HAVING sum(i.outdated) >= :fewest
"""

DELAYED: Final = """
SELECT i.organization_id, e.code AS subject,
    CAST(min(i.day) FILTER (WHERE i.late > 0) AS timestamp) AT TIME ZONE 'Asia/Shanghai' AS since,
    'ENTRY' AS kind, CAST(NULL AS uuid) AS owner_key, CAST(NULL AS uuid) AS key, e.code,
    jsonb_build_object('late', sum(i.late), 'taken', sum(i.taken), 'days', max(i.slowest)) AS facts
FROM intake_day i JOIN catalog_entry e ON e.id = i.entry_id
WHERE i.day >= :recent
GROUP BY i.organization_id, e.code
HAVING sum(i.late) >= :fewest AND sum(i.late) * 100 >= sum(i.taken) * :percent
"""

# What was usual is kept while a finding stands, or after a while little would be usual. Where the
# past does not suffice to tell, nothing is found: each part of it must hold enough, and the drop
# must be more than half and more than five standard deviations of counts that come by chance.
REDUCED: Final = """
WITH watched AS (
    SELECT DISTINCT organization_id, entry_id FROM intake_day WHERE day >= :first
    UNION
    SELECT f.organization_id, e.id FROM finding f JOIN catalog_entry e ON e.code = f.subject
    WHERE f.ground = 'DATA_REDUCED' AND f.closed_at IS NULL
), volume AS (
    SELECT w.organization_id, w.entry_id,
        coalesce(sum(i.taken) FILTER (WHERE i.day >= :recent), 0) AS recent,
        coalesce(sum(i.taken) FILTER (WHERE i.day >= :third AND i.day < :recent), 0) AS third,
        coalesce(sum(i.taken) FILTER (WHERE i.day >= :second AND i.day < :third), 0) AS second,
        coalesce(sum(i.taken) FILTER (WHERE i.day < :second), 0) AS first
    FROM watched w LEFT JOIN intake_day i ON i.organization_id = w.organization_id
        AND i.entry_id = w.entry_id AND i.day >= :first AND i.day < :today
    GROUP BY w.organization_id, w.entry_id
), compared AS (
    SELECT v.*, e.code, f.since AS known_since,
        coalesce(CAST(f.facts ->> 'usual' AS numeric), CASE
            WHEN least(v.first, v.second, v.third) >= :fewest
            THEN round((v.first + v.second + v.third) / 3.0) END) AS usual
    FROM volume v
        JOIN organization o ON o.id = v.organization_id AND o.active
        JOIN catalog_entry e ON e.id = v.entry_id
        JOIN catalog_revision r ON r.entry_id = e.id AND r.state = 'IN_FORCE'
        LEFT JOIN finding f ON f.ground = 'DATA_REDUCED' AND f.closed_at IS NULL
            AND f.organization_id = v.organization_id AND f.subject = e.code
)
SELECT organization_id, code AS subject,
    coalesce(known_since, CAST(:recent AS timestamp) AT TIME ZONE 'Asia/Shanghai') AS since,
    'ENTRY' AS kind, CAST(NULL AS uuid) AS owner_key, CAST(NULL AS uuid) AS key, code,
    jsonb_build_object('recent', recent, 'usual', usual) AS facts
FROM compared WHERE recent * 2 < usual AND usual - recent > 5 * sqrt(usual)
"""

UNANSWERED: Final = """
SELECT e.owner_id AS organization_id, CAST(a.id AS text) AS subject, a.answer_due AS since,
    'REQUEST' AS kind, CAST(NULL AS uuid) AS owner_key, a.id AS key, e.code,
    CAST('{}' AS jsonb) AS facts
FROM access_request a JOIN catalog_entry e ON e.id = a.entry_id
WHERE a.state = 'SUBMITTED' AND a.answer_due < :now
"""

UNCORRECTED: Final = """
SELECT b.provider_id AS organization_id, 'quarantine' AS subject,
    q.expires_at - make_interval(days => :kept) AS since,
    'QUARANTINED_ROW' AS kind, b.id AS owner_key, q.id AS key,
    q.code || ' ' || q.line AS code, CAST('{}' AS jsonb) AS facts
FROM quarantine q JOIN batch b ON b.id = q.batch_id
WHERE q.subject_sealed IS NOT NULL AND q.corrected_at IS NULL
    AND q.expires_at - make_interval(days => :kept) < :before
"""

WRONG_IDENTIFIERS: Final = """
SELECT l.issuer_id AS organization_id, e.code AS subject, v.recorded_at AS since,
    'LICENSE' AS kind, l.holder_key AS owner_key, l.id AS key, l.grade AS code,
    CAST('{}' AS jsonb) AS facts
FROM license l JOIN catalog_entry e ON e.id = l.entry_id
    CROSS JOIN LATERAL (
        SELECT recorded_at FROM license_version
        WHERE holder_key = l.holder_key AND license_id = l.id ORDER BY sequence LIMIT 1) v
WHERE l.grade <> 'VALID' AND l.status IN ('IN_FORCE', 'SUSPENDED') AND v.recorded_at < :before
"""

OBJECTION_UNANSWERED: Final = """
SELECT coalesce(c.late, l.issuer_id) AS organization_id, e.code AS subject, c.due_at AS since,
    'OBJECTION' AS kind, o.holder_key AS owner_key, o.id AS key, c.kind AS code,
    CAST('{}' AS jsonb) AS facts
FROM (
    SELECT holder_key, objection_id, kind, due_at,
        CASE WHEN kind = 'FINDING' THEN (
            SELECT id FROM organization WHERE kind = 'DATA_CENTER' AND active LIMIT 1) END AS late
    FROM objection_clock WHERE stopped_at IS NULL AND due_at <= :now) c
    JOIN objection o ON o.holder_key = c.holder_key AND o.id = c.objection_id
    JOIN license l ON l.holder_key = o.holder_key AND l.id = o.license_id
    JOIN catalog_entry e ON e.id = o.entry_id
"""

NOT_OBEYED: Final = """
SELECT organization_id, number AS subject, overdue_at AS since,
    'ORDER' AS kind, CAST(NULL AS uuid) AS owner_key, id AS key, number AS code,
    CAST('{}' AS jsonb) AS facts
FROM rectification_order WHERE state = 'OVERDUE'
"""

# Of a report only its day is told: at which hour somebody was there would tell who reported.
PAPER_DEMANDED: Final = """
WITH told AS (
    SELECT d.*, count(*) FILTER (WHERE d.first_of_person)
        OVER (PARTITION BY d.organization_id, d.entry_id) AS persons
    FROM (
        SELECT *, row_number() OVER (
            PARTITION BY organization_id, entry_id, reported_by ORDER BY id) = 1 AS first_of_person
        FROM paper_demand
        WHERE CAST(reported_at AT TIME ZONE 'Asia/Shanghai' AS date) >= :recent) d
)
SELECT t.organization_id, e.code AS subject,
    date_trunc('day', t.reported_at, 'Asia/Shanghai') AS since,
    'PAPER_DEMAND' AS kind, CAST(NULL AS uuid) AS owner_key, t.id AS key,
    to_char(t.reported_at AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD') || '-'
        || upper(right(CAST(t.id AS text), 10)) AS code,
    CAST('{}' AS jsonb) AS facts
FROM told t JOIN catalog_entry e ON e.id = t.entry_id
WHERE t.persons >= :persons
"""

PEER_DIFFERS: Final = """
SELECT c.id AS organization_id, d.peer AS subject,
    CAST(d.found_on AS timestamp) AT TIME ZONE 'Asia/Shanghai' AS since,
    'PEER' AS kind, CAST(NULL AS uuid) AS owner_key, d.id AS key, d.kind AS code,
    CAST('{}' AS jsonb) AS facts
FROM exchange_difference d
    CROSS JOIN (SELECT id FROM organization WHERE kind = 'DATA_CENTER' AND active LIMIT 1) c
WHERE d.mended_on IS NULL
    AND CAST(d.found_on AS timestamp) AT TIME ZONE 'Asia/Shanghai' < :before
"""

UNDESIGNATED: Final = """
WITH acting AS (
    SELECT f.organization_id, min(f.since) AS since,
        bool_or(EXISTS (
            SELECT FROM officer o WHERE o.organization_id = f.organization_id
                AND o.account_id = f.account_id AND o.until IS NULL)) AS has_officer
    FROM office f JOIN account a ON a.id = f.account_id AND a.active AND a.client_of IS NULL
    WHERE f.since <= :now AND (f.until IS NULL OR f.until > :now)
    GROUP BY f.organization_id
)
SELECT o.id AS organization_id, 'designation' AS subject, coalesce(a.since, :now) AS since,
    'ORGANIZATION' AS kind, CAST(NULL AS uuid) AS owner_key, CAST(NULL AS uuid) AS key, o.code,
    jsonb_build_object('body', o.designated_body IS NOT NULL,
        'officers', coalesce(a.has_officer, false)) AS facts
FROM organization o LEFT JOIN acting a ON a.organization_id = o.id
WHERE o.active AND o.kind IN ('DEPARTMENT', 'GOVERNMENT', 'INSTITUTION')
    AND coalesce(a.since < :before, true)
    AND (o.designated_body IS NULL OR NOT coalesce(a.has_officer, true))
"""
