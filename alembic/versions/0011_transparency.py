"""Create the tables of the transparency log, and the functions by which records are erased."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0011"
down_revision = "0010"

# The log only grows; what opens a leaf is taken away by the functions below alone. The reading
# role sees nonces and salts: receipts are read through it, and it sees the records they blind.
RIGHTS = """
REVOKE INSERT, DELETE ON log_state FROM hub_writer;
REVOKE UPDATE, DELETE ON log_node, log_record, log_day, log_day_entry, holder_link FROM hub_writer;
REVOKE DELETE ON holder_chain FROM hub_writer;
GRANT UPDATE (logged) ON audit_entry TO hub_writer;
"""

ERASE_RECORDS = """
CREATE FUNCTION erase_records(erased uuid[], moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE buried integer;
BEGIN
    -- only what is in the log can be erased: its leaf stays as its tombstone
    UPDATE log_record SET nonce = NULL, erased_at = moment
        WHERE id = ANY (erased) AND nonce IS NOT NULL;
    GET DIAGNOSTICS buried = ROW_COUNT;
    DELETE FROM holder_usage USING usage_event e, log_record r
        WHERE r.id = ANY (erased) AND r.erased_at IS NOT NULL AND e.id = r.id
        AND holder_usage.holder_key = ANY (e.holders) AND holder_usage.event_id = e.id;
    DELETE FROM usage_event USING log_record r
        WHERE r.id = ANY (erased) AND r.erased_at IS NOT NULL AND usage_event.id = r.id;
    DELETE FROM audit_entry USING log_record r
        WHERE r.id = ANY (erased) AND r.erased_at IS NOT NULL AND audit_entry.id = r.id;
    RETURN buried;
END $$
"""

ERASE_HOLDER = """
CREATE FUNCTION erase_holder(erased uuid, moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE own uuid[];
BEGIN
    -- records that concern others too are theirs as well, and stay
    SELECT array_agg(e.id) INTO own FROM holder_link l JOIN usage_event e ON e.id = l.record_id
        WHERE l.holder_key = erased AND e.holders <@ ARRAY[erased];
    DELETE FROM holder_usage WHERE holder_key = erased;
    DELETE FROM holder_link WHERE holder_key = erased;
    DELETE FROM holder_chain WHERE holder_key = erased;
    RETURN erase_records(coalesce(own, '{}'), moment);
END $$
"""

FUNCTIONS = ("erase_records(uuid[], timestamptz)", "erase_holder(uuid, timestamptz)")


def upgrade() -> None:
    create_log()
    create_chains()
    op.add_column(
        "audit_entry",
        sa.Column("logged", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_index(
        "ix_audit_entry_waiting", "audit_entry", ["id"], postgresql_where=sa.text("NOT logged")
    )
    op.create_index("ix_audit_entry_account_id_id", "audit_entry", ["account_id", "id"])
    op.execute("INSERT INTO log_state VALUES (1, 0, NULL, 0, '', NULL, '')")
    op.execute("UPDATE usage_event SET unfolded = false")  # what was recorded is logged late
    op.execute(RIGHTS)
    for statement in (ERASE_RECORDS, ERASE_HOLDER):
        op.execute(statement)
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO hub_writer")


def create_log() -> None:
    op.create_table(
        "log_state",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day_leaf", sa.LargeBinary(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_log_state_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_log_state"),
    )
    op.create_table(
        "log_node",
        sa.Column("tree", sa.Integer(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tree", "level", "place", name="pk_log_node"),
    )
    op.create_table(
        "log_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_log_record"),
    )
    op.create_table(
        "log_day",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_log_day"),
    )
    op.create_index("uq_log_day_day", "log_day", ["day"], unique=True)
    op.create_table(
        "log_day_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", "place", name="pk_log_day_entry"),
    )
    op.create_index("uq_log_day_entry_number_key", "log_day_entry", ["number", "key"], unique=True)


def create_chains() -> None:
    op.create_table(
        "holder_chain",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("tag", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("holder_key", name="pk_holder_chain"),
    )
    op.create_table(
        "holder_link",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("parts", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.PrimaryKeyConstraint("holder_key", "count", name="pk_holder_link"),
    )
    op.create_index("ix_holder_link_day", "holder_link", ["day"])
    op.create_index("ix_holder_link_record_id", "holder_link", ["record_id"])


def downgrade() -> None:
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    op.drop_index("ix_audit_entry_account_id_id", "audit_entry")
    op.drop_column("audit_entry", "logged")
    for table in (
        "holder_link",
        "holder_chain",
        "log_day_entry",
        "log_day",
        "log_record",
        "log_node",
        "log_state",
    ):
        op.drop_table(table)
