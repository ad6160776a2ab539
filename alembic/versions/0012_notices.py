"""Create the tables of notices, and mark usage events that holders were told of."""

import sqlalchemy as sa

from alembic import op

revision = "0012"
down_revision = "0011"

KINDS = (
    "'LICENSE_USED', 'OWN_USE', 'USE_REFUSED', 'CONSENT_ASKED', 'AUTHORIZATION_GIVEN',"
    " 'AUTHORIZATION_ENDED', 'PRESENTATION_REDEEMED', 'WAIVER_USED'"
)

# A notice is written once; only how it goes out changes.
RIGHTS = """
REVOKE UPDATE, DELETE ON notice FROM hub_writer;
GRANT UPDATE (message, attempts, due_at, failure) ON notice TO hub_writer;
REVOKE DELETE ON notice_choice FROM hub_writer;
GRANT UPDATE (noticed) ON usage_event TO hub_writer;
"""


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("license_id", sa.Uuid(), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.CheckConstraint(f"kind IN ({KINDS})", name="ck_notice_kind"),
        sa.CheckConstraint(
            "message IN ('UNWANTED', 'WAITING', 'SENT', 'DEAD')", name="ck_notice_message"
        ),
        sa.PrimaryKeyConstraint("holder_key", "id", name="pk_notice"),
        sa.UniqueConstraint(
            "holder_key", "kind", "occasion", name="uq_notice_holder_key_kind_occasion"
        ),
    )
    op.create_index(
        "ix_notice_waiting", "notice", ["due_at"], postgresql_where=sa.text("message = 'WAITING'")
    )
    op.create_table(
        "notice_choice",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name="ck_notice_choice_kind"),
        sa.CheckConstraint("channel IN ('INBOX', 'MESSAGE')", name="ck_notice_choice_channel"),
        sa.PrimaryKeyConstraint("holder_key", "kind", "channel", name="pk_notice_choice"),
    )
    # Nobody is told today of what was used before there were notices.
    op.add_column(
        "usage_event", sa.Column("noticed", sa.Boolean(), server_default="true", nullable=False)
    )
    op.alter_column("usage_event", "noticed", server_default=sa.text("false"))
    op.create_index(
        "ix_usage_event_untold", "usage_event", ["id"], postgresql_where=sa.text("NOT noticed")
    )
    op.execute(RIGHTS)


def downgrade() -> None:
    op.drop_index("ix_usage_event_untold", "usage_event")
    op.drop_column("usage_event", "noticed")
    op.drop_table("notice_choice")
    op.drop_table("notice")
