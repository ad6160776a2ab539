"""Keep the designated officers of organizations."""

import sqlalchemy as sa

from alembic import op

revision = "0021"
down_revision = "0018"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _people()
    op.execute("REVOKE DELETE ON officer FROM hub_writer")


def _people() -> None:
    op.create_table(
        "officer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_officer"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], "fk_officer_organization_id"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], "fk_officer_account_id"),
    )
    op.create_index(
        "uq_officer_running",
        "officer",
        ["organization_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("officer")
