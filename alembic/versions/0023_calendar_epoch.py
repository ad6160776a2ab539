"""Let each worker learn that a notice of holidays was loaded, as of all else that it holds."""

from alembic import op

revision = "0023"
down_revision = "0022"

CHANGED = """
CREATE TRIGGER calendar_year_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON calendar_year
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_epoch()
"""


def upgrade() -> None:
    op.execute(CHANGED)


def downgrade() -> None:
    op.execute("DROP TRIGGER calendar_year_changed ON calendar_year")
