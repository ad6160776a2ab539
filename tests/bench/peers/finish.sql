-- Put the cells beside the rest of each license, and say who may read which.
CREATE TABLE peers.license AS
SELECT l.id, l.holder_key, l.entry_id, l.issuer_id, l.identifier, l.grade, v.occurred_on AS made_on,
    CASE WHEN l.status <> 'IN_FORCE' THEN l.status
        WHEN l.valid_until < now()::date THEN 'EXPIRED' ELSE l.status END AS status,
    l.issued_on, l.valid_from, l.valid_until, encode(v.document_digest, 'hex') AS digest,
    p.license_id IS NOT NULL AS listed, p.grams, c.number, c.number_masked, c.holder_name,
    c.holder_name_masked, c.holder_code, c.holder_code_masked, c.sex, c.vehicle_classes,
    c.first_issued_on, c.penalty_points, c.employer, c.duty, c.education, c.household_type, c.bank,
    c.company_type, c.legal_representative
FROM license l
JOIN license_version v ON v.holder_key = l.holder_key AND v.license_id = l.id
    AND v.sequence = l.sequence
JOIN peers.cells c ON c.face_id = l.face_id
LEFT JOIN public_record p ON p.license_id = l.id;
DROP TABLE peers.cells;
ALTER TABLE peers.license ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX ON peers.license (identifier);
CREATE INDEX ON peers.license (holder_key, id);
CREATE INDEX ON peers.license USING gin (grams);

CREATE FUNCTION peers.holder() RETURNS uuid STABLE LANGUAGE sql AS
    $$ SELECT nullif(current_setting('peers.holder', true), '')::uuid $$;
CREATE FUNCTION peers.organization_id() RETURNS int STABLE LANGUAGE sql AS
    $$ SELECT nullif(current_setting('peers.organization', true), '')::int $$;
CREATE FUNCTION peers.case_number() RETURNS text STABLE LANGUAGE sql AS
    $$ SELECT nullif(current_setting('peers.case', true), '') $$;

DROP ROLE IF EXISTS peers_reader;
CREATE ROLE peers_reader NOLOGIN;
GRANT USAGE ON SCHEMA peers TO peers_reader;
ALTER TABLE peers.license ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON peers.license FOR SELECT TO peers_reader USING (
    listed OR holder_key = (SELECT peers.holder()) OR EXISTS (
        SELECT FROM peers.given g WHERE g.license_id = license.id
            AND g.organization_id = (SELECT peers.organization_id())
            AND (g.case_number IS NULL OR g.case_number = (SELECT peers.case_number()))
            AND now() < g.valid_until));

CREATE VIEW peers.seen WITH (security_invoker = true) AS
SELECT l.id, l.holder_key, l.entry_id, l.issuer_id, l.identifier, l.status, l.issued_on,
    l.valid_from, l.valid_until, l.grams,
    CASE WHEN s.own OR l.listed OR 'number' = ANY (g.fields) THEN l.number
        ELSE l.number_masked END AS number,
    CASE WHEN s.own OR l.listed OR 'holder_name' = ANY (g.fields) THEN l.holder_name
        ELSE l.holder_name_masked END AS holder_name,
    CASE WHEN s.own OR l.company_type IS NOT NULL OR 'holder_code' = ANY (g.fields)
        THEN l.holder_code ELSE l.holder_code_masked END AS holder_code,
    CASE WHEN s.own OR 'sex' = ANY (g.fields) THEN l.sex END AS sex,
    CASE WHEN s.own OR 'vehicle_classes' = ANY (g.fields) THEN l.vehicle_classes END
        AS vehicle_classes,
    CASE WHEN s.own OR 'first_issued_on' = ANY (g.fields) THEN l.first_issued_on END
        AS first_issued_on,
    CASE WHEN s.own OR 'penalty_points' = ANY (g.fields) THEN l.penalty_points END
        AS penalty_points,
    l.employer,
    CASE WHEN s.own OR 'duty' = ANY (g.fields) THEN l.duty END AS duty,
    CASE WHEN s.own OR 'education' = ANY (g.fields) THEN l.education END AS education,
    CASE WHEN s.own THEN l.household_type END AS household_type,
    CASE WHEN s.own THEN l.bank END AS bank,
    l.company_type, l.legal_representative
FROM peers.license l
CROSS JOIN LATERAL (SELECT l.holder_key = peers.holder() AS own OFFSET 0) s
LEFT JOIN LATERAL (
    SELECT g.fields FROM peers.given g WHERE g.license_id = l.id
        AND g.organization_id = peers.organization_id()
        AND (g.case_number IS NULL OR g.case_number = peers.case_number())
        AND now() < g.valid_until
    ORDER BY g.case_number LIMIT 1
) g ON true;
COMMENT ON VIEW peers.seen IS E'@primaryKey id\n@unique identifier\n@foreignKey (issuer_id) references peers.organization (id)|@fieldName issuer\n@foreignKey (entry_id) references peers.entry (id)|@fieldName entry';

CREATE FUNCTION peers.bigrams(search text) RETURNS text[] IMMUTABLE LANGUAGE sql AS
    $$ SELECT array_agg(substr(lower(search), n, 2)) FROM generate_series(1, length(search) - 1) n $$;
CREATE FUNCTION peers.public_records(search text) RETURNS SETOF peers.seen STABLE LANGUAGE sql AS
    $$ SELECT * FROM peers.seen
        WHERE grams @> peers.bigrams(search) AND strpos(holder_name, search) > 0 ORDER BY id $$;
CREATE FUNCTION peers.licenses_of_case() RETURNS SETOF peers.seen STABLE LANGUAGE sql AS
    $$ SELECT s.* FROM peers.seen s WHERE s.id IN (
        SELECT license_id FROM peers.given
        WHERE organization_id = peers.organization_id() AND case_number = peers.case_number()
    ) ORDER BY s.id $$;

CREATE VIEW peers.verification AS
SELECT id, identifier, digest, entry_id, issuer_id, status, grade, made_on FROM peers.license;
COMMENT ON VIEW peers.verification IS E'@primaryKey id\n@unique identifier\n@foreignKey (issuer_id) references peers.organization (id)|@fieldName issuer\n@foreignKey (entry_id) references peers.entry (id)|@fieldName entry';

GRANT SELECT ON ALL TABLES IN SCHEMA peers TO peers_reader;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA peers TO peers_reader;
VACUUM ANALYZE peers.license;
ANALYZE peers.given;
