"""Let deliveries go that were settled long ago; what a peer has, and signed for, stays."""

import sqlalchemy as sa

from alembic import op

revision = "0022"
down_revision = "0021"

# The writer may not delete deliveries: what waits, or is dead, is nobody's to lose. By this
# function alone it lets go of what is over, by the server's own clock.
DROP = """
CREATE FUNCTION drop_settled_deliveries() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM delivery WHERE id IN (
            SELECT id FROM delivery
            WHERE state IN ('DELIVERED', 'WITHHELD') AND settled_at < now() - interval '90 days'
            ORDER BY settled_at LIMIT 20000)
        RETURNING 1)
    SELECT count(*) FROM gone;
$$;
REVOKE ALL ON FUNCTION drop_settled_deliveries() FROM public;
GRANT EXECUTE ON FUNCTION drop_settled_deliveries() TO hub_writer;
"""


def upgrade() -> None:
    op.create_index(
        "ix_delivery_settled",
        "delivery",
        ["settled_at"],
        postgresql_where=sa.text("state IN ('DELIVERED', 'WITHHELD')"),
    )
    op.execute(DROP)


def downgrade() -> None:
    op.execute("DROP FUNCTION drop_settled_deliveries()")
    op.drop_index("ix_delivery_settled", "delivery")
