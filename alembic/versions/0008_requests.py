"""Create the tables of scenarios, requests, consents and oversight."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = (
    "scenario",
    "matter",
    "showing_application",
    "access_request",
    "consent_ask",
    "consent",
    "oversight_assignment",
)

REFERENCE_CHANGED = """
CREATE TRIGGER {table}_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_epoch()
"""

# What every disclosure counts on a request does not make it another request.
REQUEST_CHANGED = """
CREATE TRIGGER access_request_changed
AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF
    matters, legal_basis, valid_from, valid_until, quota, waiver_fields, waiver_basis,
    countersigned_at, state, forms
ON access_request FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_epoch()
"""

ROLES = (
    "'CATALOG_EDITOR', 'CATALOG_REVIEWER', 'ISSUER', 'AGGREGATOR', 'USER', "
    "'SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDITOR'"
)


def upgrade() -> None:
    create_scenario()
    create_matter()
    create_showing_application()
    create_access_request()
    create_consent_ask()
    create_consent()
    create_oversight_assignment()
    for table in ("scenario", "matter", "showing_application", "oversight_assignment"):
        op.execute(REFERENCE_CHANGED.format(table=table))
    op.execute(REQUEST_CHANGED)
    admit_roles(f"{ROLES}, 'OVERSEER'")


def admit_roles(roles: str) -> None:
    op.execute("ALTER TABLE office DROP CONSTRAINT ck_office_role")
    op.execute(f"ALTER TABLE office ADD CONSTRAINT ck_office_role CHECK (role IN ({roles}))")


def create_scenario() -> None:
    op.create_table(
        "scenario",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("by_field", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("retention_days > 0", name=op.f("ck_scenario_retention")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_scenario_organization_id")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_scenario")),
    )
    op.create_index(op.f("ix_scenario_organization_id"), "scenario", ["organization_id"])


def create_matter() -> None:
    op.create_table(
        "matter",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("scenario_code", sa.String(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("materials", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scenario_code"], ["scenario.code"], name=op.f("fk_matter_scenario_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_matter")),
    )
    op.create_index(op.f("ix_matter_scenario_code"), "matter", ["scenario_code"])


def create_showing_application() -> None:
    op.create_table(
        "showing_application",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("recognized_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_showing_application_organization_id"),
        ),
        sa.PrimaryKeyConstraint("client", name=op.f("pk_showing_application")),
    )


def create_access_request() -> None:
    op.create_table(
        "access_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("scenario_code", sa.String(), nullable=False),
        sa.Column("matters", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("asked", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("over_asked", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "waiver_fields",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("waiver_basis", sa.String(), nullable=True),
        sa.Column("countersigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("forms", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column(
            "suspended_by_center", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('SUBMITTED', 'APPROVED', 'REFUSED', 'SUSPENDED', 'ENDED')",
            name=op.f("ck_access_request_state"),
        ),
        sa.CheckConstraint(
            "waiver_fields = '{}' OR waiver_basis IS NOT NULL",
            name=op.f("ck_access_request_waiver_cites"),
        ),
        sa.CheckConstraint("used <= quota", name=op.f("ck_access_request_within_quota")),
        sa.CheckConstraint("valid_from < valid_until", name=op.f("ck_access_request_period")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_access_request_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["catalog_entry.id"], name=op.f("fk_access_request_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_access_request_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["account.id"], name=op.f("fk_access_request_requested_by")
        ),
        sa.ForeignKeyConstraint(
            ["scenario_code"], ["scenario.code"], name=op.f("fk_access_request_scenario_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_request")),
    )
    op.create_index(op.f("ix_access_request_answer_due"), "access_request", ["answer_due"])
    op.create_index("ix_access_request_entry_id_id", "access_request", ["entry_id", "id"])
    op.create_index(
        "ix_access_request_organization_id_id", "access_request", ["organization_id", "id"]
    )


def create_consent_ask() -> None:
    op.create_table(
        "consent_ask",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holders", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_consent_ask_asked_by")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["access_request.id"], name=op.f("fk_consent_ask_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_ask")),
    )
    op.create_index("ix_consent_ask_request_id_id", "consent_ask", ["request_id", "id"])


def create_consent() -> None:
    op.create_table(
        "consent",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ask_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("owner_key", sa.Uuid(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "fields", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "separate", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delegation_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(state = 'ASKED') = (answered_at IS NULL)", name=op.f("ck_consent_answered")
        ),
        sa.CheckConstraint(
            "state IN ('ASKED', 'GIVEN', 'REFUSED', 'WITHDRAWN')", name=op.f("ck_consent_state")
        ),
        sa.CheckConstraint("separate <@ fields", name=op.f("ck_consent_ticked_are_given")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_consent_answered_by")
        ),
        sa.ForeignKeyConstraint(["ask_id"], ["consent_ask.id"], name=op.f("fk_consent_ask_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["access_request.id"], name=op.f("fk_consent_request_id")
        ),
        sa.PrimaryKeyConstraint("holder_key", "id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_ask_id", "consent", ["ask_id"])
    op.create_index("ix_consent_delegation_id", "consent", ["delegation_id"])
    op.create_index("ix_consent_license_id", "consent", ["license_id", "request_id"])
    op.create_index("ix_consent_request_id", "consent", ["request_id", "license_id"])


def create_oversight_assignment() -> None:
    op.create_table(
        "oversight_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("region", sa.CHAR(length=6), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=True),
        sa.Column("named", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_by", sa.Uuid(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('ORDER', 'FINDING', 'OBJECTION')", name=op.f("ck_oversight_assignment_kind")
        ),
        sa.CheckConstraint(
            "named = '{}' OR license_id IS NOT NULL",
            name=op.f("ck_oversight_assignment_named_of_one_license"),
        ),
        sa.CheckConstraint("since < until", name=op.f("ck_oversight_assignment_period")),
        sa.ForeignKeyConstraint(
            ["assigned_by"], ["account.id"], name=op.f("fk_oversight_assignment_assigned_by")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_oversight_assignment_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight_assignment")),
    )
    op.create_index(
        op.f("ix_oversight_assignment_organization_id"), "oversight_assignment", ["organization_id"]
    )


def downgrade() -> None:
    op.execute("DELETE FROM office WHERE role = 'OVERSEER'")
    admit_roles(ROLES)
    for table in reversed(TABLES):
        op.drop_table(table)
