"""Keep the calendar of working days."""

from datetime import UTC, datetime
from importlib.resources import files

import sqlalchemy as sa
import yaml

from alembic import op

revision = "0019"
down_revision = "0018"

MOMENT = sa.DateTime(timezone=True)
NOTICES = files("hub.calendar") / "notices.yaml"


def upgrade() -> None:
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


def downgrade() -> None:
    op.drop_table("calendar_year")
