"""Keep with each version what the reference registers said of its holders (art. 23)."""

import sqlalchemy as sa

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("license_version", sa.Column("holder_check", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("license_version", "holder_check")
