"""Keep links, causes, seals and documents of versions; the register of seals; what is made."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0013"
down_revision = "0012"

# Documents hold every value of a face: they leave for the reading role alone. What is sealed is
# not rewritten. Private keys and drafts are for whoever makes licenses, never for readers.
RIGHTS = """
REVOKE SELECT, UPDATE, DELETE ON license_document FROM hub_writer;
GRANT SELECT (holder_key, license_id, sequence, format, digest) ON license_document TO hub_writer;
REVOKE SELECT ON seal, making, number_serial, number_claim FROM hub_reader;
GRANT SELECT (id, number, organization_id, name_zh, certificate, seal, valid_from, valid_until,
    registered_at, revoked_at, revoked_for) ON seal TO hub_reader;
GRANT SELECT (id, license_id, holder_key, issuer_id, entry_id, batch_id, line, event, identifier,
    state, awaiting, confirmed, requested_by, requested_at, finished_at, outcome)
    ON making TO hub_reader;
REVOKE DELETE ON seal, making FROM hub_writer;
REVOKE UPDATE ON seal, seal_root FROM hub_writer;
GRANT UPDATE (revoked_at, revoked_for) ON seal TO hub_writer;
"""


BEFORE = (
    "'LICENSE_USED', 'OWN_USE', 'USE_REFUSED', 'CONSENT_ASKED', 'AUTHORIZATION_GIVEN',"
    " 'AUTHORIZATION_ENDED', 'PRESENTATION_REDEEMED', 'WAIVER_USED'"
)
SINCE = f"{BEFORE}, 'LICENSE_CHANGED'"


TRANSFER_CHANGED = """
CREATE TRIGGER issuer_transfer_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON issuer_transfer
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_epoch()
"""


def admit_kinds(kinds: str) -> None:
    for table in ("notice", "notice_choice"):
        name = op.f(f"ck_{table}_ck_{table}_kind")
        op.drop_constraint(name, table)
        op.create_check_constraint(name, table, f"kind IN ({kinds})")


def upgrade() -> None:
    admit_kinds(SINCE)
    op.add_column("license_version", sa.Column("link", sa.String(), nullable=True))
    op.add_column("license_version", sa.Column("cause", postgresql.JSONB(), nullable=True))
    op.add_column(
        "license_version",
        sa.Column("seals", postgresql.ARRAY(sa.LargeBinary()), server_default="{}", nullable=False),
    )
    op.add_column("license", sa.Column("co_issuers", postgresql.ARRAY(sa.Integer())))
    ends = sa.text("valid_until IS NOT NULL")
    op.create_index("ix_license_valid_until", "license", ["valid_until"], postgresql_where=ends)
    create_transfers()
    create_documents()
    create_seals()
    create_makings()
    op.execute(RIGHTS)


def create_transfers() -> None:
    op.create_table(
        "issuer_transfer",
        sa.Column("predecessor_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["predecessor_id"], ["organization.id"], name="fk_issuer_transfer_predecessor_id"
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["organization.id"], name="fk_issuer_transfer_successor_id"
        ),
        sa.PrimaryKeyConstraint("predecessor_id", "entry_id", name="pk_issuer_transfer"),
    )
    op.execute(TRANSFER_CHANGED)


def create_documents() -> None:
    op.create_table(
        "license_document",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("format IN ('PDF', 'OFD')", name=op.f("ck_license_document_format")),
        sa.PrimaryKeyConstraint(
            "holder_key", "license_id", "sequence", "format", name="pk_license_document"
        ),
    )
    op.create_index("ix_license_document_digest", "license_document", ["digest"])


def create_seals() -> None:
    op.create_table(
        "seal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_for", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name="fk_seal_organization_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_seal"),
        sa.UniqueConstraint("number", name="uq_seal_number"),
    )
    op.create_index("ix_seal_organization_id", "seal", ["organization_id"])

    op.create_table(
        "seal_root",
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("trusted_from", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_seal_root"),
    )


def create_makings() -> None:
    op.create_table(
        "making",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("holder_key", sa.Uuid(), nullable=True),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("awaiting", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("confirmed", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('AWAITING', 'WRITTEN', 'DONE', 'ABANDONED')", name=op.f("ck_making_state")
        ),
        sa.ForeignKeyConstraint(["issuer_id"], ["organization.id"], name="fk_making_issuer_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["catalog_entry.id"], name="fk_making_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_making"),
    )
    under_way = sa.text("state IN ('AWAITING', 'WRITTEN')")
    op.create_index(
        "uq_making_license_id", "making", ["license_id"], unique=True, postgresql_where=under_way
    )
    op.create_index("ix_making_under_way", "making", ["id"], postgresql_where=under_way)
    op.create_index("ix_making_batch_id", "making", ["batch_id"])
    op.create_table(
        "number_claim",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["catalog_entry.id"], name="fk_number_claim_entry_id"
        ),
        sa.PrimaryKeyConstraint("entry_id", "digest", name="pk_number_claim"),
    )
    op.create_index("ix_number_claim_license_id", "number_claim", ["license_id"])
    op.create_table(
        "expiry_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_expiry_day"),
    )
    op.create_table(
        "number_serial",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["catalog_entry.id"], name="fk_number_serial_entry_id"
        ),
        sa.PrimaryKeyConstraint("entry_id", "scope", name="pk_number_serial"),
    )


def downgrade() -> None:
    op.drop_index("ix_license_valid_until", "license")
    op.execute("DELETE FROM notice WHERE kind = 'LICENSE_CHANGED'")
    op.execute("DELETE FROM notice_choice WHERE kind = 'LICENSE_CHANGED'")
    admit_kinds(BEFORE)
    for table in (
        "expiry_day",
        "number_claim",
        "number_serial",
        "making",
        "seal_root",
        "seal",
        "license_document",
        "issuer_transfer",
    ):
        op.drop_table(table)
    for column in ("seals", "cause", "link"):
        op.drop_column("license_version", column)
    op.drop_column("license", "co_issuers")
