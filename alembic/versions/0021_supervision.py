"""Keep officers, findings, orders and public notices, and count what is delivered and used."""

import sqlalchemy as sa

from alembic import op

revision = "0021"
down_revision = "0020"

MOMENT = sa.DateTime(timezone=True)
STATES = "'OPEN', 'ANSWERED', 'RETURNED', 'OVERDUE', 'CLOSED'"
STEPS = "'OPENED', 'ANSWERED', 'RETURNED', 'CLOSED'"
STANDING = "subject_sealed IS NOT NULL AND corrected_at IS NULL"
MEASURES = "'ISSUED', 'AGGREGATED', 'SHARED', 'USED', 'REFUSED'"
NEW = (
    "officer",
    "finding",
    "rectification_order",
    "rectification_step",
    "public_notice",
    "supervision_mark",
    "intake_day",
    "intake_waiting",
    "figure_day",
    "figure_held",
)

# Licenses whose identifier is wrong are few, and only they are in this index. A table that many
# write to is not locked for it.
WRONG = """
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_license_graded ON license (issuer_id, id)
WHERE grade <> 'VALID'
"""

TOLD_BEFORE = (
    "OBJECTION_RAISED",
    "OBJECTION_FORWARDED",
    "FINDING_REPORTED",
    "OBJECTION_ANSWERED",
    "TERM_ENDING",
    "TERM_OVER",
    "OBJECTION_ESCALATED",
    "LICENSE_CORRECTED",
)
TOLD_OF_ORDERS = (
    "ORDER_OPENED",
    "ORDER_ANSWERED",
    "ORDER_RETURNED",
    "ORDER_CLOSED",
    "ORDER_OVERDUE",
)

# What is counted begins now: counting all that there was would read every license.
MARK = "INSERT INTO supervision_mark (name, at, until) VALUES ('{name}', now(), id_floor(now()))"

# What is held back from the figures is for the job alone that holds it.
RIGHTS = """
REVOKE DELETE ON officer, finding, rectification_order, figure_day FROM hub_writer;
REVOKE UPDATE, DELETE ON rectification_step FROM hub_writer;
REVOKE DELETE ON public_notice FROM hub_writer;
REVOKE SELECT ON figure_held FROM hub_reader;
"""


def upgrade() -> None:
    _people()
    _findings()
    _orders()
    _counts()
    op.add_column("quarantine", sa.Column("subject_sealed", sa.LargeBinary()))
    op.add_column("quarantine", sa.Column("corrected_at", MOMENT))
    op.create_index(
        "ix_quarantine_standing", "quarantine", ["id"], postgresql_where=sa.text(STANDING)
    )
    for name in ("intake", "use"):
        op.execute(MARK.format(name=name))
    op.execute(RIGHTS)
    _let_tell((*TOLD_BEFORE, *TOLD_OF_ORDERS), of_orders=True)
    with op.get_context().autocommit_block():
        op.execute(WRONG)


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


def _findings() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("facts", sa.dialects.postgresql.JSONB(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_finding"),
        sa.UniqueConstraint("number", name="uq_finding_number"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], "fk_finding_organization_id"
        ),
    )
    op.create_index("ix_finding_organization_id_id", "finding", ["organization_id", "id"])
    op.create_index(
        "uq_finding_open",
        "finding",
        ["ground", "organization_id", "subject"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _orders() -> None:
    op.create_table(
        "rectification_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("ordered_by", sa.Integer(), nullable=False),
        sa.Column("findings", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("counted_from", MOMENT, nullable=False),
        sa.Column("working_days", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("overdue_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.CheckConstraint(f"state IN ({STATES})", name="ck_rectification_order_state"),
        sa.PrimaryKeyConstraint("id", name="pk_rectification_order"),
        sa.UniqueConstraint("number", name="uq_rectification_order_number"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], "fk_rectification_order_organization_id"
        ),
        sa.ForeignKeyConstraint(
            ["ordered_by"], ["organization.id"], "fk_rectification_order_ordered_by"
        ),
    )
    op.create_index(
        "ix_rectification_order_organization_id_id",
        "rectification_order",
        ["organization_id", "id"],
    )
    op.create_table(
        "rectification_step",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("account_id", sa.Uuid()),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(f"act IN ({STEPS})", name="ck_rectification_step_act"),
        sa.PrimaryKeyConstraint("order_id", "place", name="pk_rectification_step"),
        sa.ForeignKeyConstraint(
            ["order_id"], ["rectification_order.id"], "fk_rectification_step_order_id"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], "fk_rectification_step_account_id"),
    )
    op.create_table(
        "public_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT),
        sa.Column("published_by", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name="pk_public_notice"),
        sa.UniqueConstraint("order_id", name="uq_public_notice_order_id"),
        sa.ForeignKeyConstraint(
            ["order_id"], ["rectification_order.id"], "fk_public_notice_order_id"
        ),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], "fk_public_notice_published_by"),
    )


def _counts() -> None:
    op.create_table(
        "supervision_mark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("until", sa.Uuid()),
        sa.PrimaryKeyConstraint("name", name="pk_supervision_mark"),
    )
    op.create_table(
        "intake_day",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.BigInteger(), nullable=False),
        sa.Column("slowest", sa.Integer(), nullable=False),
        sa.Column("outdated", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "entry_id", "day", name="pk_intake_day"),
    )
    op.create_table(
        "intake_waiting",
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("license_id", name="pk_intake_waiting"),
    )
    op.create_table(
        "figure_day",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(f"measure IN ({MEASURES})", name="ck_figure_day_measure"),
        sa.PrimaryKeyConstraint("organization_id", "day", "measure", name="pk_figure_day"),
    )
    op.create_table(
        "figure_held",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("persons", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.CheckConstraint(f"measure IN ({MEASURES})", name="ck_figure_held_measure"),
        sa.PrimaryKeyConstraint("organization_id", "measure", name="pk_figure_held"),
    )


def downgrade() -> None:
    op.execute(f"DELETE FROM organization_notice WHERE kind IN {_listed(TOLD_OF_ORDERS)}")  # noqa: S608 - words of ours
    _let_tell(TOLD_BEFORE, of_orders=False)
    op.drop_index("ix_license_graded", "license")
    op.drop_index("ix_quarantine_standing", "quarantine")
    op.drop_column("quarantine", "corrected_at")
    op.drop_column("quarantine", "subject_sealed")
    for table in reversed(NEW):
        op.drop_table(table)


def _let_tell(kinds: tuple[str, ...], *, of_orders: bool) -> None:
    """Let organizations be told of these kinds, of which orders lie under no home and no entry."""
    name, table = op.f("ck_organization_notice_kind"), "organization_notice"
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, f"kind IN {_listed(kinds)}")
    for column in ("home", "entry_id"):
        op.alter_column(table, column, nullable=of_orders)


def _listed(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"
