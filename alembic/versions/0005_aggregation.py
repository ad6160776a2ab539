"""Create the tables of aggregation: batches, quarantine, mappings."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = ("aggregation_mapping", "quarantine", "batch")
COUNTS = ("line", "accepted", "superseded", "events", "unchanged", "quarantined")


def upgrade() -> None:
    create_batch()
    create_quarantine()
    create_mapping()


def create_batch() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("provider_id", sa.Integer, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("mapping_digest", sa.String),
        sa.Column("state", sa.Text, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in COUNTS),
        sa.Column("grades", postgresql.JSONB, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_batch"),
        sa.ForeignKeyConstraint(["provider_id"], ["organization.id"], "fk_batch_provider_id"),
        sa.CheckConstraint("state IN ('OPEN', 'DONE')", op.f("ck_batch_state")),
    )
    op.create_index("ix_batch_provider_id_id", "batch", ["provider_id", "id"])
    op.create_index(
        "uq_batch_open",
        "batch",
        ["provider_id", "key"],
        unique=True,
        postgresql_where=sa.text("state = 'OPEN'"),
    )


def create_quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("batch_id", sa.Uuid, nullable=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("field", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("zh", sa.String, nullable=False),
        sa.Column("en", sa.String, nullable=False),
        sa.Column("row_sealed", sa.LargeBinary),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], "fk_quarantine_batch_id"),
    )
    op.create_index("ix_quarantine_batch_id_line", "quarantine", ["batch_id", "line"])
    op.create_index("ix_quarantine_expires_at", "quarantine", ["expires_at"])


def create_mapping() -> None:
    op.create_table(
        "aggregation_mapping",
        sa.Column("provider_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("body", postgresql.JSONB, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider_id", "name", name="pk_aggregation_mapping"),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organization.id"], "fk_aggregation_mapping_provider_id"
        ),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
