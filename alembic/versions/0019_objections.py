"""Keep the calendar of working days, objections with their clocks, and what these tell."""

from datetime import UTC, datetime
from importlib.resources import files

import sqlalchemy as sa
import yaml

from alembic import op

revision = "0019"
down_revision = "0018"

MOMENT = sa.DateTime(timezone=True)

KINDS = (
    "LICENSE_USED",
    "OWN_USE",
    "USE_REFUSED",
    "CONSENT_ASKED",
    "AUTHORIZATION_GIVEN",
    "AUTHORIZATION_ENDED",
    "PRESENTATION_REDEEMED",
    "WAIVER_USED",
    "LICENSE_CHANGED",
)
MORE_KINDS = ("OBJECTION_MOVED", "LICENSE_CORRECTED")
"""What holders are told of since."""

ORGANIZATION_KINDS = (
    "OBJECTION_RAISED",
    "OBJECTION_FORWARDED",
    "FINDING_REPORTED",
    "OBJECTION_ANSWERED",
    "TERM_ENDING",
    "TERM_OVER",
    "OBJECTION_ESCALATED",
    "LICENSE_CORRECTED",
)
# Of a correction nothing changes but that it was acknowledged.
CORRECTED = """
REVOKE UPDATE, DELETE ON correction FROM hub_writer;
GRANT UPDATE (acknowledged_at, acknowledged_by) ON correction TO hub_writer;
"""
RUNS = sa.text("state IN ('RAISED', 'FORWARDED', 'REPORTED')")
NOTICES = files("hub.calendar") / "notices.yaml"


def upgrade() -> None:
    _calendar()
    _objections()
    _corrections()
    _organization_notices()
    _let_tell((*KINDS, *MORE_KINDS))


def downgrade() -> None:
    for table in ("notice", "notice_choice"):
        op.execute(f"DELETE FROM {table} WHERE kind IN {_listed(MORE_KINDS)}")  # noqa: S608 - words of ours
    _let_tell(KINDS)
    op.drop_table("organization_notice")
    op.drop_table("correction")
    op.drop_table("objection_clock")
    op.drop_table("objection")
    op.drop_table("calendar_year")


def _calendar() -> None:
    calendar = op.create_table(
        "calendar_year",
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("days_off", sa.ARRAY(sa.Date()), nullable=False),
        sa.Column("make_up", sa.ARRAY(sa.Date()), nullable=False),
        sa.Column("loaded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_calendar_year"),
    )
    op.execute("REVOKE DELETE ON calendar_year FROM hub_writer")
    notices = yaml.safe_load(NOTICES.read_bytes())
    op.bulk_insert(calendar, [one | {"loaded_at": datetime.now(UTC)} for one in notices])


def _objections() -> None:
    op.create_table(
        "objection",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_until", sa.Date()),
        sa.Column("holders", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("told", sa.LargeBinary()),
        sa.Column("objector", sa.Text(), nullable=False),
        sa.Column("objector_key", sa.Uuid()),
        sa.Column("organization_id", sa.Integer()),
        sa.Column("raised_by", sa.Uuid()),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("corrected", sa.Integer()),
        sa.CheckConstraint(
            "objector IN ('HOLDER', 'ORGANIZATION', 'PERSON', 'ANYONE')",
            name=op.f("ck_objection_objector"),
        ),
        sa.CheckConstraint(
            "state IN ('RAISED', 'FORWARDED', 'REPORTED', 'UPHELD', 'REJECTED')",
            name=op.f("ck_objection_state"),
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["catalog_entry.id"], "fk_objection_entry_id"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], "fk_objection_organization_id"
        ),
        sa.ForeignKeyConstraint(["raised_by"], ["account.id"], "fk_objection_raised_by"),
        sa.PrimaryKeyConstraint("holder_key", "id", name="pk_objection"),
        sa.UniqueConstraint("receipt", name="uq_objection_receipt"),
    )
    op.create_index(
        "uq_objection_running",
        "objection",
        ["license_id", "raised_by"],
        unique=True,
        postgresql_where=RUNS,
    )
    for column in ("objector_key", "raised_by", "organization_id"):
        op.create_index(f"ix_objection_{column}_id", "objection", [column, "id"])
    op.create_table(
        "objection_clock",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("objection_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("reminded_at", MOMENT),
        sa.Column("escalated_at", MOMENT),
        sa.Column("escalated_to", sa.Integer()),
        sa.Column("stopped_at", MOMENT),
        sa.Column("stopped_by", sa.Uuid()),
        sa.Column("told", sa.LargeBinary()),
        sa.CheckConstraint(
            "kind IN ('ANSWER', 'FINDING', 'FINAL_ANSWER')", name=op.f("ck_objection_clock_kind")
        ),
        sa.ForeignKeyConstraint(
            ["escalated_to"], ["organization.id"], "fk_objection_clock_escalated_to"
        ),
        sa.ForeignKeyConstraint(["stopped_by"], ["account.id"], "fk_objection_clock_stopped_by"),
        sa.PrimaryKeyConstraint("holder_key", "objection_id", "kind", name="pk_objection_clock"),
    )
    op.create_index(
        "ix_objection_clock_due_at",
        "objection_clock",
        ["due_at"],
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_index("ix_objection_clock_escalated_to", "objection_clock", ["escalated_to"])
    op.execute("REVOKE DELETE ON objection, objection_clock FROM hub_writer")


def _corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("objection_id", sa.Uuid(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("organization_id", sa.Integer()),
        sa.Column("account_id", sa.Uuid()),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("acknowledged_at", MOMENT),
        sa.Column("acknowledged_by", sa.Uuid()),
        sa.CheckConstraint(
            "num_nonnulls(organization_id, account_id) = 1",
            name=op.f("ck_correction_one_recipient"),
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["catalog_entry.id"], "fk_correction_entry_id"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], "fk_correction_organization_id"
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], "fk_correction_account_id"),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["account.id"], "fk_correction_acknowledged_by"
        ),
        sa.PrimaryKeyConstraint("holder_key", "id", name="pk_correction"),
    )
    for column in ("organization_id", "account_id"):
        op.create_index(f"ix_correction_{column}_id", "correction", [column, "id"])
    op.execute(CORRECTED)


def _organization_notices() -> None:
    op.create_table(
        "organization_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("home", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT),
        sa.CheckConstraint(
            f"kind IN {_listed(ORGANIZATION_KINDS)}", name=op.f("ck_organization_notice_kind")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], "fk_organization_notice_organization_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organization_notice"),
        sa.UniqueConstraint(
            "organization_id",
            "kind",
            "occasion",
            name="uq_organization_notice_organization_id_kind_occasion",
        ),
    )
    op.create_index(
        "ix_organization_notice_organization_id_id",
        "organization_notice",
        ["organization_id", "id"],
    )
    op.execute("REVOKE UPDATE, DELETE ON organization_notice FROM hub_writer")


def _let_tell(kinds: tuple[str, ...]) -> None:
    """Let holders be told of these kinds, and no others."""
    for table in ("notice", "notice_choice"):
        # The convention was applied to its whole name once.
        op.drop_constraint(op.f(f"ck_{table}_ck_{table}_kind"), table)
        words = f"kind IN {_listed(kinds)}"
        op.create_check_constraint(op.f(f"ck_{table}_ck_{table}_kind"), table, words)


def _listed(words: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"
