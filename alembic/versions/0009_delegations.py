"""Create the tables of delegations, presentations, holders' endings and paper demands."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = (
    "delegation",
    "presentation",
    "offline_pass",
    "holder_end",
    "paper_demand",
)


def upgrade() -> None:
    create_delegation()
    create_presentation()
    create_offline_pass()
    create_holder_end()
    create_paper_demand()


def create_delegation() -> None:
    op.create_table(
        "delegation",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("depth", sa.SmallInteger(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("owner_key", sa.Uuid(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("delegate_account", sa.Uuid(), nullable=True),
        sa.Column("delegate_holder", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("company", sa.Uuid(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(parent_id IS NULL) = (depth = 0)", name=op.f("ck_delegation_built_on")
        ),
        sa.CheckConstraint(
            "num_nonnulls(delegate_account, delegate_holder) = 1",
            name=op.f("ck_delegation_one_delegate"),
        ),
        sa.CheckConstraint("valid_from < valid_until", name=op.f("ck_delegation_window")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["account.id"], name=op.f("fk_delegation_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["delegate_account"], ["account.id"], name=op.f("fk_delegation_delegate_account")
        ),
        sa.ForeignKeyConstraint(["given_by"], ["account.id"], name=op.f("fk_delegation_given_by")),
        sa.ForeignKeyConstraint(["matter"], ["matter.code"], name=op.f("fk_delegation_matter")),
        sa.PrimaryKeyConstraint("holder_key", "id", name=op.f("pk_delegation")),
    )
    op.create_index("ix_delegation_delegate_account", "delegation", ["delegate_account"])
    op.create_index("ix_delegation_delegate_holder", "delegation", ["delegate_holder"])
    op.create_index("ix_delegation_license_id", "delegation", ["license_id"])
    op.create_index("ix_delegation_parent_id", "delegation", ["parent_id"])


def create_presentation() -> None:
    op.create_table(
        "presentation",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("owner_key", sa.Uuid(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("delegation_id", sa.Uuid(), nullable=True),
        sa.Column("pass_id", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redeemed_by", sa.Uuid(), nullable=True),
        sa.Column("redeemed_for", sa.Integer(), nullable=True),
        sa.Column("scenario", sa.String(), nullable=True),
        sa.Column("case_number", sa.String(), nullable=True),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(redeemed_at IS NULL) = (redeemed_by IS NULL)", name=op.f("ck_presentation_redeemed")
        ),
        sa.ForeignKeyConstraint(
            ["application"],
            ["showing_application.client"],
            name=op.f("fk_presentation_application"),
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["account.id"], name=op.f("fk_presentation_given_by")
        ),
        sa.ForeignKeyConstraint(
            ["redeemed_by"], ["account.id"], name=op.f("fk_presentation_redeemed_by")
        ),
        sa.ForeignKeyConstraint(
            ["redeemed_for"], ["organization.id"], name=op.f("fk_presentation_redeemed_for")
        ),
        sa.ForeignKeyConstraint(
            ["scenario"], ["scenario.code"], name=op.f("fk_presentation_scenario")
        ),
        sa.PrimaryKeyConstraint("holder_key", "id", name=op.f("pk_presentation")),
    )
    op.create_index("ix_presentation_delegation_id", "presentation", ["delegation_id"])
    op.create_index("ix_presentation_license_id", "presentation", ["license_id"])
    op.create_index("ix_presentation_redeemed_by", "presentation", ["redeemed_by"])


def create_offline_pass() -> None:
    op.create_table(
        "offline_pass",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("owner_key", sa.Uuid(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("delegation_id", sa.Uuid(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application"],
            ["showing_application.client"],
            name=op.f("fk_offline_pass_application"),
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["account.id"], name=op.f("fk_offline_pass_given_by")
        ),
        sa.PrimaryKeyConstraint("holder_key", "id", name=op.f("pk_offline_pass")),
    )
    op.create_index("ix_offline_pass_delegation_id", "offline_pass", ["delegation_id"])


def create_holder_end() -> None:
    op.create_table(
        "holder_end",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('DEATH', 'DISSOLUTION')", name=op.f("ck_holder_end_kind")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_holder_end_recorded_by")
        ),
        sa.PrimaryKeyConstraint("holder_key", name=op.f("pk_holder_end")),
    )


def create_paper_demand() -> None:
    op.create_table(
        "paper_demand",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=True),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("reported_by", sa.Uuid(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["catalog_entry.id"], name=op.f("fk_paper_demand_entry_id")
        ),
        sa.ForeignKeyConstraint(["matter"], ["matter.code"], name=op.f("fk_paper_demand_matter")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_paper_demand_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["account.id"], name=op.f("fk_paper_demand_reported_by")
        ),
        sa.PrimaryKeyConstraint("holder_key", "id", name=op.f("pk_paper_demand")),
    )
    op.create_index("ix_paper_demand_organization_id_id", "paper_demand", ["organization_id", "id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
