"""Keep archival copies of licenses, and the files of cases that are closed."""

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0014"

# Copies and case files are full of values: they leave for the reading role alone, and are not
# rewritten.
RIGHTS = """
REVOKE SELECT, UPDATE, DELETE ON archival_copy, case_file FROM hub_writer;
GRANT SELECT (holder_key, id, number, license_id, sequence, organization_id, account_id, cause,
    matter, case_number, made_at, expires_on, digest, size) ON archival_copy TO hub_writer;
GRANT SELECT (id, organization_id, matter, case_number, copies, closed_by, closed_at, digest)
    ON case_file TO hub_writer;
"""


def upgrade() -> None:
    op.create_table(
        "archival_copy",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=True),
        sa.Column("case_number", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name="fk_archival_copy_organization_id"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_archival_copy_account_id"),
        sa.PrimaryKeyConstraint("holder_key", "id", name="pk_archival_copy"),
        sa.UniqueConstraint("number", name="uq_archival_copy_number"),
    )
    op.create_index(
        "ix_archival_copy_case", "archival_copy", ["organization_id", "matter", "case_number"]
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name="fk_case_file_organization_id"
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name="fk_case_file_closed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_case_file"),
        sa.UniqueConstraint(
            "organization_id",
            "matter",
            "case_number",
            name="uq_case_file_organization_id_matter_case_number",
        ),
    )
    op.execute(RIGHTS)


def downgrade() -> None:
    op.drop_table("case_file")
    op.drop_table("archival_copy")
