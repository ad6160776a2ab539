"""Create the table of what works once."""

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "used_once",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_used_once"),
    )
    op.create_index("ix_used_once_expires_at", "used_once", ["expires_at"])
    op.execute("REVOKE SELECT ON used_once FROM hub_reader")
    op.execute("REVOKE UPDATE ON used_once FROM hub_writer")


def downgrade() -> None:
    op.drop_table("used_once")
