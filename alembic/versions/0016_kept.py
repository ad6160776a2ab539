"""Let nobody take away what roots are trusted, which numbers were given, and who succeeded whom."""

from alembic import op

revision = "0016"
down_revision = "0015"

# Without its root no seal verifies, numbers never go back, and history moves to an heir once.
TABLES = "seal_root, number_serial, issuer_transfer, expiry_day"
WRITTEN_ONCE = "issuer_transfer, expiry_day"


def upgrade() -> None:
    op.execute(f"REVOKE DELETE ON {TABLES} FROM hub_writer")
    op.execute(f"REVOKE UPDATE ON {WRITTEN_ONCE} FROM hub_writer")


def downgrade() -> None:
    op.execute(f"GRANT DELETE ON {TABLES} TO hub_writer")
    op.execute(f"GRANT UPDATE ON {WRITTEN_ONCE} TO hub_writer")
