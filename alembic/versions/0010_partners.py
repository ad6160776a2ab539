"""Create partners with their clients and keys, and the daily limits of organizations."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0010"
down_revision = "0009"

STATES = "'APPLIED', 'ACTIVE', 'REFUSED', 'SUSPENDED', 'ENDED'"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("organization", sa.Column("requests_a_day", sa.Integer()))
    op.add_column("organization", sa.Column("holders_a_day", sa.Integer()))
    create_partner()
    create_client()
    create_client_key()
    create_holder_met()


def create_partner() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.CHAR(18), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("region", sa.CHAR(6), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("applied_by", sa.Uuid(), nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("applied_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decided_at", MOMENT),
        sa.Column("reason", sa.String()),
        sa.Column("organization_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_partner"),
        sa.ForeignKeyConstraint(["applied_by"], ["account.id"], "fk_partner_applied_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], "fk_partner_decided_by"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], "fk_partner_organization_id"
        ),
        sa.CheckConstraint(f"state IN ({STATES})", op.f("ck_partner_state")),
    )
    op.create_index("ix_partner_organization_id", "partner", ["organization_id"])
    op.create_index(
        "uq_partner_code",
        "partner",
        ["code"],
        unique=True,
        postgresql_where=sa.text("state IN ('APPLIED', 'ACTIVE', 'SUSPENDED')"),
    )
    op.execute("REVOKE DELETE ON partner FROM hub_writer")


def create_client() -> None:
    op.create_table(
        "client",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("dpop", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_client"),
        sa.UniqueConstraint("account_id", name="uq_client_account_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], "fk_client_account_id"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], "fk_client_organization_id"
        ),
    )
    op.create_index("ix_client_organization_id", "client", ["organization_id"])
    op.execute("REVOKE DELETE ON client FROM hub_writer")


def create_client_key() -> None:
    op.create_table(
        "client_key",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("kid", sa.String(), nullable=False),
        sa.Column("jwk", postgresql.JSONB(), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("registered_by", sa.Uuid()),
        sa.Column("retired_at", MOMENT),
        sa.PrimaryKeyConstraint("client_id", "kid", name="pk_client_key"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], "fk_client_key_client_id"),
        sa.ForeignKeyConstraint(["registered_by"], ["account.id"], "fk_client_key_registered_by"),
    )
    op.execute("REVOKE DELETE ON client_key FROM hub_writer")


def create_holder_met() -> None:
    op.create_table(
        "holder_met",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("holder_key", "organization_id", "day", name="pk_holder_met"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], "fk_holder_met_organization_id"
        ),
    )
    op.create_index("ix_holder_met_day", "holder_met", ["day"])
    op.execute("REVOKE SELECT ON holder_met FROM hub_reader")
    op.execute("REVOKE UPDATE ON holder_met FROM hub_writer")


def downgrade() -> None:
    for table in ("holder_met", "client_key", "client", "partner"):
        op.drop_table(table)
    op.drop_column("organization", "holders_a_day")
    op.drop_column("organization", "requests_a_day")
