"""Create the roles of the two doors, and what each may do with the tables to come."""

from alembic import op

revision = "0001"
down_revision = None

CREATE_ROLE = """
DO $$ BEGIN
    CREATE ROLE {role} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- roles belong to the whole server and may be there already
END $$
"""


def upgrade() -> None:
    for role in ("hub_writer", "hub_reader"):
        op.execute(CREATE_ROLE.format(role=role))
        op.execute(f"GRANT {role} TO CURRENT_USER")
        op.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}")
    op.execute(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
        " GRANT INSERT, UPDATE, DELETE ON TABLES TO hub_writer"
    )
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO hub_writer")
    op.execute("GRANT SELECT ON alembic_version TO hub_writer, hub_reader")


def downgrade() -> None:
    for role in ("hub_writer", "hub_reader"):
        op.execute(f"DROP OWNED BY {role}")  # its privileges here; the role may serve elsewhere
