"""Create the table of daily budgets."""

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "budget",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "kind", "day", name="pk_budget"),
    )
    op.execute("REVOKE SELECT ON budget FROM hub_reader")


def downgrade() -> None:
    op.drop_table("budget")
