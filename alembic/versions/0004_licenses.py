"""Create the tables of licenses, grants and the record of use, and say who may touch them."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0004"
down_revision = "0003"

# Values leave the database for the reading role alone; what is recorded is not rewritten.
RIGHTS = """
REVOKE SELECT ON license_face FROM hub_writer;
GRANT SELECT (holder_key, face_id) ON license_face TO hub_writer;
REVOKE SELECT ON holder, idempotency_key FROM hub_reader;
REVOKE UPDATE, DELETE ON audit_entry, decision_pattern FROM hub_writer;
REVOKE UPDATE, DELETE ON usage_event, holder_usage FROM hub_writer;
GRANT UPDATE (unfolded) ON usage_event TO hub_writer;
REVOKE UPDATE, DELETE ON license_version FROM hub_writer;
"""


def upgrade() -> None:
    create_licenses()
    create_grants()
    create_records_of_use()
    op.execute(RIGHTS)


def create_licenses() -> None:
    op.create_table(
        "holder",
        sa.Column("lookup_hash", sa.LargeBinary(), nullable=False),
        sa.Column("key_version", sa.SmallInteger(), nullable=False),
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("lookup_hash", name="pk_holder"),
    )
    op.create_index("ix_holder_holder_key", "holder", ["holder_key"])
    op.create_table(
        "license_face",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("face_id", sa.Uuid(), nullable=False),
        sa.Column("face", postgresql.JSONB(), nullable=False),
        sa.Column("face_sealed", postgresql.JSONB(), nullable=False),
        sa.Column("face_masked", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("holder_key", "face_id", name="pk_license_face"),
    )
    op.create_table(
        "license_holder",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("owner_key", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("holder_key", "license_id", name="pk_license_holder"),
    )
    op.create_table(
        "license_locator",
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("issuer_code", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("identifier", name="pk_license_locator"),
        sa.UniqueConstraint(
            "entry_id",
            "issuer_code",
            "serial",
            "version",
            name="uq_license_locator_entry_id_issuer_code_serial_version",
        ),
    )
    op.create_table(
        "license_version",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("face_id", sa.Uuid(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_mac", sa.LargeBinary(), nullable=False),
        sa.Column("document_digest", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("holder_key", "license_id", "sequence", name="pk_license_version"),
    )
    op.create_table(
        "public_record",
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("owner_key", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.CHAR(length=6), nullable=False),
        sa.Column("disclosed", postgresql.JSONB(), nullable=False),
        sa.Column("grams", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("license_id", name="pk_public_record"),
    )
    op.create_index("ix_public_record_grams", "public_record", ["grams"], postgresql_using="gin")
    op.create_table(
        "license",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("region", sa.CHAR(length=6), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("holders", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("face_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("last_stop", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_event", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("under_objection", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["catalog_entry.id"], name="fk_license_entry_id"),
        sa.ForeignKeyConstraint(["issuer_id"], ["organization.id"], name="fk_license_issuer_id"),
        sa.PrimaryKeyConstraint("holder_key", "id", name="pk_license"),
    )
    op.create_index("ix_license_issuer_id_id", "license", ["issuer_id", "id"])


def create_grants() -> None:
    op.create_table(
        "use_grant",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("owner_key", sa.Uuid(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("grant_right", sa.Text(), nullable=False),
        sa.Column("grantee_organization", sa.Integer(), nullable=True),
        sa.Column("grantee_account", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("max_uses", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(grantee_organization, grantee_account) = 1",
            name="ck_use_grant_one_grantee",
        ),
        sa.CheckConstraint("used <= max_uses", name="ck_use_grant_within_uses"),
        sa.ForeignKeyConstraint(["given_by"], ["account.id"], name="fk_use_grant_given_by"),
        sa.ForeignKeyConstraint(
            ["grantee_account"], ["account.id"], name="fk_use_grant_grantee_account"
        ),
        sa.ForeignKeyConstraint(
            ["grantee_organization"], ["organization.id"], name="fk_use_grant_grantee_organization"
        ),
        sa.PrimaryKeyConstraint("holder_key", "id", name="pk_use_grant"),
    )
    op.create_index("ix_use_grant_grantee_account", "use_grant", ["grantee_account"])
    op.create_index("ix_use_grant_grantee_organization", "use_grant", ["grantee_organization"])
    op.create_index("ix_use_grant_license_id", "use_grant", ["license_id"])


def create_records_of_use() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("assurance", sa.SmallInteger(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_table(
        "decision_pattern",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_decision_pattern"),
    )
    op.create_table(
        "holder_usage",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("holder_key", "event_id", "place", name="pk_holder_usage"),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("input_digest", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name="pk_idempotency_key"),
    )
    op.create_index("ix_idempotency_key_at", "idempotency_key", ["at"])
    op.create_table(
        "usage_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("assurance", sa.SmallInteger(), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("scenario", sa.String(), nullable=True),
        sa.Column("matter", sa.String(), nullable=True),
        sa.Column("case_number", sa.String(), nullable=True),
        sa.Column("licenses", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("holders", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("holder_counts", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("patterns", postgresql.ARRAY(sa.LargeBinary()), nullable=False),
        sa.Column("authorizations", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("unfolded", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_usage_event"),
    )
    op.create_index("ix_usage_event_organization_id_id", "usage_event", ["organization_id", "id"])
    op.create_index(
        "ix_usage_event_waiting", "usage_event", ["id"], postgresql_where=sa.text("NOT unfolded")
    )


def downgrade() -> None:
    for table in (
        "holder_usage",
        "usage_event",
        "decision_pattern",
        "idempotency_key",
        "audit_entry",
        "use_grant",
        "public_record",
        "license_locator",
        "license_holder",
        "license_face",
        "license_version",
        "license",
        "holder",
    ):
        op.drop_table(table)
