"""Create the tables of exchange, and note what happens in the transaction in which it does."""

import sqlalchemy as sa

from alembic import op

revision = "0020"
down_revision = "0019"

MOMENT = sa.DateTime(timezone=True)
PLACE = sa.text("nextval('exchange_place')")
UNMENDED = sa.text("mended_on IS NULL")

# COPY fires it once for all rows. Where there is nobody to tell, nothing is written.
LICENSES = """
CREATE FUNCTION note_license_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM peer WHERE state <> 'ENDED') THEN
        INSERT INTO exchange_change (happened, at, holder_key, license_id, sequence)
        SELECT event, recorded_at, holder_key, license_id, sequence
        FROM made ORDER BY license_id, sequence;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER license_version_made AFTER INSERT ON license_version
REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION note_license_changes();
"""
ENTRIES = """
CREATE FUNCTION note_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM peer WHERE state <> 'ENDED') THEN
        IF TG_TABLE_NAME = 'catalog_entry' THEN
            INSERT INTO exchange_change (happened, at, entry_id) VALUES (
                CASE NEW.sharing WHEN 'OPEN' THEN 'ENTRY_PUBLISHED' ELSE 'ENTRY_WITHDRAWN' END,
                NEW.sharing_changed_at, NEW.id);
        ELSE
            INSERT INTO exchange_change (happened, at, entry_id)
            VALUES ('ENTRY_REVISED', NEW.in_force_at, NEW.entry_id);
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_entry_shared AFTER UPDATE OF sharing ON catalog_entry
FOR EACH ROW WHEN (OLD.sharing <> NEW.sharing) EXECUTE FUNCTION note_entry_change();
CREATE TRIGGER catalog_revision_in_force AFTER UPDATE OF state ON catalog_revision
FOR EACH ROW WHEN (OLD.state <> NEW.state AND NEW.state = 'IN_FORCE')
EXECUTE FUNCTION note_entry_change();
"""
# Secrets are opened where messages are signed, and nowhere else.
RIGHTS = """
REVOKE DELETE ON peer, delivery, exchange_receipt, exchange_difference FROM hub_writer;
REVOKE SELECT ON peer, exchange_change FROM hub_reader;
GRANT SELECT (code, organization_id, kind, name_zh, name_en, address, entries, scenario, matter,
    public_key, former_until, state, registered_at, changed_at, failures, rests_until,
    reconciled_on) ON peer TO hub_reader;
"""


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("exchange_place")))
    op.create_table(
        "peer",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("entries", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("scenario", sa.String()),
        sa.Column("matter", sa.String()),
        sa.Column("public_key", sa.LargeBinary()),
        sa.Column("secret", sa.LargeBinary()),
        sa.Column("former_secret", sa.LargeBinary()),
        sa.Column("former_until", MOMENT),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("registered_by", sa.Uuid(), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("failures", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("rests_until", MOMENT),
        sa.Column("reconciled_on", sa.Date()),
        sa.CheckConstraint("kind IN ('NATIONAL', 'CREDIT', 'PARTNER')", name="ck_peer_kind"),
        sa.CheckConstraint("state IN ('ACTIVE', 'PAUSED', 'ENDED')", name="ck_peer_state"),
        sa.CheckConstraint(
            "(kind = 'PARTNER') = (public_key IS NULL)", name="ck_peer_knows_by_key"
        ),
        sa.CheckConstraint(
            "(kind = 'PARTNER') = (secret IS NOT NULL)", name="ck_peer_knows_by_secret"
        ),
        sa.PrimaryKeyConstraint("code", name="pk_peer"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], "fk_peer_organization_id"
        ),
        sa.ForeignKeyConstraint(["registered_by"], ["account.id"], "fk_peer_registered_by"),
    )
    op.create_table(
        "exchange_change",
        sa.Column("place", sa.BigInteger(), server_default=PLACE, nullable=False),
        sa.Column("happened", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("entry_id", sa.Integer()),
        sa.Column("holder_key", sa.Uuid()),
        sa.Column("license_id", sa.Uuid()),
        sa.Column("sequence", sa.Integer()),
        sa.PrimaryKeyConstraint("place", name="pk_exchange_change"),
    )
    create_deliveries()
    create_reconciliation()
    op.execute(LICENSES)
    op.execute(ENTRIES)
    op.execute(RIGHTS)


def create_deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("place", sa.BigInteger(), server_default=PLACE, nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("happened", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("holder_key", sa.Uuid()),
        sa.Column("license_id", sa.Uuid()),
        sa.Column("sequence", sa.Integer()),
        sa.Column("state", sa.Text(), server_default=sa.text("'WAITING'"), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("failure", sa.String()),
        sa.Column("receipt_id", sa.Uuid()),
        sa.Column("settled_at", MOMENT),
        sa.CheckConstraint(
            "state IN ('WAITING', 'DELIVERED', 'WITHHELD', 'DEAD')", name="ck_delivery_state"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.ForeignKeyConstraint(["peer"], ["peer.code"], "fk_delivery_peer"),
        sa.UniqueConstraint("peer", "place", name="uq_delivery_peer_place"),
    )
    waiting, unsettled = sa.text("state = 'WAITING'"), sa.text("state IN ('WAITING', 'DEAD')")
    op.create_index("ix_delivery_waiting", "delivery", ["peer", "place"], postgresql_where=waiting)
    op.create_index(
        "ix_delivery_unsettled",
        "delivery",
        ["peer", "stream", "place"],
        postgresql_where=unsettled,
    )
    op.create_table(
        "exchange_receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_receipt"),
        sa.ForeignKeyConstraint(["peer"], ["peer.code"], "fk_exchange_receipt_peer"),
    )


def create_reconciliation() -> None:
    op.create_table(
        "told_license",
        sa.Column("holder_key", sa.Uuid(), nullable=False),
        sa.Column("license_id", sa.Uuid(), nullable=False),
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("digest", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("holder_key", "license_id", "peer", name="pk_told_license"),
        sa.ForeignKeyConstraint(["peer"], ["peer.code"], "fk_told_license_peer"),
    )
    op.create_index("ix_told_license_peer", "told_license", ["peer", "entry_id", "day"])
    op.create_table(
        "exchange_difference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("license", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("mended_on", sa.Date()),
        sa.CheckConstraint(
            "kind IN ('MISSING', 'STALE', 'UNKNOWN')", name="ck_exchange_difference_kind"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_difference"),
        sa.ForeignKeyConstraint(["peer"], ["peer.code"], "fk_exchange_difference_peer"),
    )
    op.create_index(
        "uq_exchange_difference_open",
        "exchange_difference",
        ["peer", "license"],
        unique=True,
        postgresql_where=UNMENDED,
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER license_version_made ON license_version")
    op.execute("DROP TRIGGER catalog_entry_shared ON catalog_entry")
    op.execute("DROP TRIGGER catalog_revision_in_force ON catalog_revision")
    op.execute("DROP FUNCTION note_license_changes, note_entry_change")
    for table in ("exchange_difference", "told_license", "exchange_receipt", "delivery"):
        op.drop_table(table)
    op.drop_table("exchange_change")
    op.drop_table("peer")
    op.execute(sa.schema.DropSequence(sa.Sequence("exchange_place")))
