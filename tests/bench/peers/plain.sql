-- What the peers read: the hub's licenses in plain columns, with row security and a masking view.
DROP SCHEMA IF EXISTS peers CASCADE;
CREATE SCHEMA peers;

CREATE TABLE peers.organization (id int PRIMARY KEY, code text NOT NULL, name_zh text NOT NULL);
INSERT INTO peers.organization SELECT id, code, name_zh FROM organization;

CREATE TABLE peers.entry (id int PRIMARY KEY, code text NOT NULL, zh text NOT NULL);
INSERT INTO peers.entry
SELECT DISTINCT ON (e.id) e.id, e.code, r.body ->> 'zh'
FROM catalog_entry e JOIN catalog_revision r ON r.entry_id = e.id AND r.state = 'IN_FORCE'
ORDER BY e.id, r.number DESC;

CREATE TABLE peers.cells (face_id uuid, number text, number_masked text, holder_name text,
    holder_name_masked text, holder_code text, holder_code_masked text, sex text,
    vehicle_classes text[], first_issued_on date, penalty_points text, employer text, duty text,
    education text, household_type text, bank text, company_type text,
    legal_representative text);

CREATE TABLE peers.given (
    license_id uuid NOT NULL,
    organization_id int NOT NULL,
    case_number text,
    fields text[] NOT NULL,
    valid_until timestamptz NOT NULL
);
INSERT INTO peers.given
SELECT license_id, grantee_organization, NULL, fields, valid_until FROM use_grant
WHERE grantee_organization IS NOT NULL AND withdrawn_at IS NULL
UNION ALL
SELECT c.license_id, r.organization_id, c.case_number, ARRAY(
    SELECT key FROM jsonb_each_text(r.forms) AS f (key, form) WHERE form = 'FULL'), c.valid_until
FROM consent c JOIN access_request r ON r.id = c.request_id WHERE c.state = 'GIVEN';
CREATE INDEX ON peers.given (license_id);
CREATE INDEX ON peers.given (organization_id, case_number);
