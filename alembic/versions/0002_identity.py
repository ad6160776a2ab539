"""Create the tables of who calls, and the triggers that tell when a held copy is out of date."""

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = (
    "organization",
    "account",
    "office",
    "representation",
    "revoked_token",
    "reference_epoch",
)

KINDS = "'SUPERVISOR', 'DATA_CENTER', 'DEPARTMENT', 'GOVERNMENT', 'INSTITUTION', 'PARTNER'"
LEVELS = "'PROVINCE', 'CITY', 'COUNTY'"
ROLES = (
    "'CATALOG_EDITOR', 'CATALOG_REVIEWER', 'ISSUER', 'AGGREGATOR', 'USER', "
    "'SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDITOR'"
)
PERIOD = "until IS NULL OR since < until"

# Only the trigger may move the epoch, and so the function runs with its owner's rights: whoever
# changes a reference table need not be allowed to touch the epoch itself.
BUMP_REFERENCE_EPOCH = """
CREATE FUNCTION bump_reference_epoch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.reference_epoch SET value = value + 1;
    RETURN NULL;
END $$
"""

ORGANIZATION_CHANGED = """
CREATE TRIGGER organization_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON organization
FOR EACH STATEMENT EXECUTE FUNCTION bump_reference_epoch()
"""

# An account's epoch grows with every change of its row, whatever the change says of the epoch:
# nobody can set it back.
BUMP_OWN_EPOCH = """
CREATE FUNCTION bump_own_epoch() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.epoch := OLD.epoch + 1;
    RETURN NEW;
END $$
"""

ACCOUNT_CHANGED = """
CREATE TRIGGER account_changed BEFORE UPDATE ON account
FOR EACH ROW EXECUTE FUNCTION bump_own_epoch()
"""

BUMP_ACCOUNT_EPOCH = """
CREATE FUNCTION bump_account_epoch() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.account SET epoch = epoch + 1 WHERE id IN (OLD.account_id, NEW.account_id);
    RETURN NULL;
END $$
"""

RIGHTS_CHANGED = """
CREATE TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION bump_account_epoch()
"""


def upgrade() -> None:
    create_organization()
    create_account()
    create_office()
    create_representation()
    create_revoked_token()
    create_reference_epoch()
    grant()
    create_triggers()


def create_organization() -> None:
    op.create_table(
        "organization",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("code", sa.CHAR(18), nullable=False),
        sa.Column("name_zh", sa.String, nullable=False),
        sa.Column("name_en", sa.String, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("parent_id", sa.Integer),
        sa.Column("region", sa.CHAR(6), nullable=False),
        sa.Column("region_as_of", sa.Date, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("sector", sa.String),
        sa.Column("successor_id", sa.Integer),
        sa.Column("active", sa.Boolean, server_default=sa.text("true"), nullable=False),
        sa.Column("designated_body", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_organization"),
        sa.UniqueConstraint("code", name="uq_organization_code"),
        sa.ForeignKeyConstraint(["parent_id"], ["organization.id"], "fk_organization_parent_id"),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["organization.id"], "fk_organization_successor_id"
        ),
        sa.CheckConstraint(f"kind IN ({KINDS})", op.f("ck_organization_kind")),
        sa.CheckConstraint(f"level IN ({LEVELS})", op.f("ck_organization_level")),
        sa.CheckConstraint("successor_id <> id", op.f("ck_organization_succeeds_another")),
    )


def create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("issuer", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("holder_key", sa.Uuid),
        sa.Column("client_of", sa.Integer),
        sa.Column("epoch", sa.BigInteger, server_default=sa.text("0"), nullable=False),
        sa.Column("active", sa.Boolean, server_default=sa.text("true"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("issuer", "subject", name="uq_account_issuer_subject"),
        sa.UniqueConstraint("holder_key", name="uq_account_holder_key"),
        sa.ForeignKeyConstraint(["client_of"], ["organization.id"], "fk_account_client_of"),
    )


def create_office() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("organization_id", sa.Integer, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], "fk_office_account_id"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], "fk_office_organization_id"
        ),
        sa.CheckConstraint(f"role IN ({ROLES})", op.f("ck_office_role")),
        sa.CheckConstraint(PERIOD, op.f("ck_office_period")),
    )
    op.create_index("ix_office_account_id", "office", ["account_id"])
    op.create_index("ix_office_organization_id", "office", ["organization_id"])
    op.create_index(
        "uq_office_held",
        "office",
        ["account_id", "organization_id", "role"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )


def create_representation() -> None:
    op.create_table(
        "representation",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("holder_key", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_representation"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], "fk_representation_account_id"),
        sa.CheckConstraint("kind IN ('AGENT', 'GUARDIAN')", op.f("ck_representation_kind")),
        sa.CheckConstraint(PERIOD, op.f("ck_representation_period")),
        sa.CheckConstraint(
            "kind <> 'GUARDIAN' OR until IS NOT NULL", op.f("ck_representation_guardianship_ends")
        ),
    )
    op.create_index("ix_representation_account_id", "representation", ["account_id"])
    op.create_index("ix_representation_holder_key", "representation", ["holder_key"])


def create_revoked_token() -> None:
    op.create_table(
        "revoked_token",
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_revoked_token"),
    )
    op.create_index("ix_revoked_token_expires_at", "revoked_token", ["expires_at"])


def create_reference_epoch() -> None:
    op.create_table(
        "reference_epoch",
        sa.Column("id", sa.Boolean, server_default=sa.text("true"), nullable=False),
        sa.Column("value", sa.BigInteger, server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reference_epoch"),
        sa.CheckConstraint("id", op.f("ck_reference_epoch_one_row")),
    )
    op.execute("INSERT INTO reference_epoch DEFAULT VALUES")


def grant() -> None:
    """Say the rights outright: default privileges follow whoever runs the migration."""
    op.execute(f"GRANT SELECT ON {', '.join(TABLES)} TO hub_reader, hub_writer")
    op.execute(f"GRANT INSERT, UPDATE, DELETE ON {', '.join(TABLES[:-1])} TO hub_writer")
    op.execute("GRANT USAGE ON SEQUENCE organization_id_seq TO hub_writer")
    op.execute("REVOKE INSERT, UPDATE, DELETE ON reference_epoch FROM hub_writer")


def create_triggers() -> None:
    op.execute(BUMP_REFERENCE_EPOCH)
    op.execute(ORGANIZATION_CHANGED)
    op.execute(BUMP_OWN_EPOCH)
    op.execute(ACCOUNT_CHANGED)
    op.execute(BUMP_ACCOUNT_EPOCH)
    for table in ("office", "representation"):
        op.execute(RIGHTS_CHANGED.format(table=table))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for function in ("bump_account_epoch", "bump_own_epoch", "bump_reference_epoch"):
        op.execute(f"DROP FUNCTION {function}()")
