"""Register the documents that applications ask with, and say which ask with these alone."""

import sqlalchemy as sa

from alembic import op

revision = "0018"
down_revision = "0017"

MOMENT = sa.DateTime(timezone=True)
TABLES = ("document_list", "registered_document")

# What is withdrawn must not be answered by any worker: each compares the epoch that it knows.
CHANGED = """
CREATE TRIGGER {table}_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_epoch()
"""


def upgrade() -> None:
    op.create_table(
        "document_list",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("restricted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.Uuid()),
        sa.PrimaryKeyConstraint("client", name="pk_document_list"),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], "fk_document_list_changed_by"),
    )
    op.create_table(
        "registered_document",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("registered_by", sa.Uuid()),
        sa.Column("withdrawn_at", MOMENT),
        sa.PrimaryKeyConstraint("client", "sha256", name="pk_registered_document"),
        sa.ForeignKeyConstraint(
            ["client"], ["document_list.client"], "fk_registered_document_client"
        ),
        sa.ForeignKeyConstraint(
            ["registered_by"], ["account.id"], "fk_registered_document_registered_by"
        ),
    )
    for table in TABLES:
        op.execute(f"REVOKE DELETE ON {table} FROM hub_writer")
        op.execute(CHANGED.format(table=table))


def downgrade() -> None:
    op.drop_table("registered_document")
    op.drop_table("document_list")
