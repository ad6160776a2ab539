"""Let what partners spend of their daily budgets be read, and nobody else's budgets."""

from alembic import op

revision = "0024"
down_revision = "0023"

# The reading role may not read budgets: they tell how often persons ask. By this view, which reads
# as its owner, it reads those of partners alone.
SPENT = """
CREATE VIEW partner_spent AS
SELECT caller, kind, day, spent FROM budget WHERE kind IN ('requests', 'holders')
"""


def upgrade() -> None:
    op.execute(SPENT)
    op.execute("REVOKE ALL ON partner_spent FROM hub_writer")
    op.execute("GRANT SELECT ON partner_spent TO hub_reader")


def downgrade() -> None:
    op.execute("DROP VIEW partner_spent")
