"""Create the tables of the catalog, whose revisions are kept and fixed once in force."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = ("legal_basis", "catalog_entry", "catalog_revision")

LAW_KINDS = "'LAW', 'ADMINISTRATIVE_REGULATION', 'RULE', 'POLICY'"
SHARING_STATES = "'CLOSED', 'OPEN', 'WITHDRAWN'"
STATES = "'DRAFT', 'SUBMITTED', 'IN_FORCE', 'RETIRED'"

CHANGED = """
CREATE TRIGGER {table}_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_epoch()
"""

# Licenses keep the shape of the revision they were made under, and decisions name its hash.
KEEP_REVISION = """
CREATE FUNCTION keep_revision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF OLD.state IN ('IN_FORCE', 'RETIRED')
        AND (NEW.entry_id, NEW.number, NEW.body, NEW.digest)
            IS DISTINCT FROM (OLD.entry_id, OLD.number, OLD.body, OLD.digest)
    THEN
        RAISE EXCEPTION 'a revision that was in force does not change';
    END IF;
    RETURN NEW;
END $$
"""

REVISION_KEPT = """
CREATE TRIGGER catalog_revision_kept BEFORE UPDATE ON catalog_revision
FOR EACH ROW EXECUTE FUNCTION keep_revision()
"""


def upgrade() -> None:
    create_legal_basis()
    create_catalog_entry()
    create_catalog_revision()
    names = ", ".join(TABLES)
    op.execute(f"GRANT SELECT ON {names} TO hub_reader, hub_writer")
    op.execute(f"GRANT INSERT, UPDATE ON {names} TO hub_writer")
    op.execute(f"REVOKE DELETE ON {names} FROM hub_writer")
    op.execute(KEEP_REVISION)
    op.execute(REVISION_KEPT)
    for table in TABLES:
        op.execute(CHANGED.format(table=table))


def create_legal_basis() -> None:
    op.create_table(
        "legal_basis",
        sa.Column("code", sa.String, nullable=False),
        sa.Column("zh", sa.String, nullable=False),
        sa.Column("en", sa.String, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("in_force_from", sa.Date, nullable=False),
        sa.Column("in_force_until", sa.Date),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_legal_basis"),
        sa.CheckConstraint(f"kind IN ({LAW_KINDS})", op.f("ck_legal_basis_kind")),
        sa.CheckConstraint("in_force_from <= in_force_until", op.f("ck_legal_basis_period")),
    )


def create_catalog_entry() -> None:
    op.create_table(
        "catalog_entry",
        sa.Column("id", sa.Integer, sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("type_code", sa.String, nullable=False),
        sa.Column("owner_id", sa.Integer, nullable=False),
        sa.Column("sharing", sa.Text, nullable=False),
        sa.Column("sharing_changed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_catalog_entry"),
        sa.UniqueConstraint("code", name="uq_catalog_entry_code"),
        sa.UniqueConstraint("type_code", name="uq_catalog_entry_type_code"),
        sa.ForeignKeyConstraint(["owner_id"], ["organization.id"], "fk_catalog_entry_owner_id"),
        sa.CheckConstraint(f"sharing IN ({SHARING_STATES})", op.f("ck_catalog_entry_sharing")),
    )
    op.create_index("ix_catalog_entry_owner_id", "catalog_entry", ["owner_id"])


def create_catalog_revision() -> None:
    op.create_table(
        "catalog_revision",
        sa.Column("id", sa.Integer, sa.Identity(always=True), nullable=False),
        sa.Column("entry_id", sa.Integer, nullable=False),
        sa.Column("number", sa.SmallInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("body", postgresql.JSONB, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("widening_basis", sa.String),
        sa.Column("drafted_by", sa.Uuid),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("in_force_at", sa.DateTime(timezone=True)),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_catalog_revision"),
        sa.UniqueConstraint("entry_id", "number", name="uq_catalog_revision_entry_id_number"),
        sa.ForeignKeyConstraint(["entry_id"], ["catalog_entry.id"], "fk_catalog_revision_entry_id"),
        sa.CheckConstraint(f"state IN ({STATES})", op.f("ck_catalog_revision_state")),
    )
    for name, condition in (
        ("uq_catalog_revision_in_force", "state = 'IN_FORCE'"),
        ("uq_catalog_revision_open", "state IN ('DRAFT', 'SUBMITTED')"),
    ):
        where = sa.text(condition)
        op.create_index(name, "catalog_revision", ["entry_id"], unique=True, postgresql_where=where)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DROP FUNCTION keep_revision()")
