"""Tables of what was done (audit entries) and what was seen (usage events)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class AuditEntry(Base):
    """One act on the hub, done or refused; never an input value."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_waiting", "id", postgresql_where=text("NOT logged")),
        Index("ix_audit_entry_account_id_id", "account_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    act: Mapped[str]
    subject: Mapped[str]
    outcome: Mapped[str]
    account_id: Mapped[UUID | None]
    organization_id: Mapped[int | None]
    assurance: Mapped[int] = mapped_column(SmallInteger)
    request_id: Mapped[str]
    logged: Mapped[bool] = mapped_column(server_default=text("false"))


class IdempotencyKey(Base):
    """A caller's key of a change that was made, and what it was made on."""

    __tablename__ = "idempotency_key"

    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    input_digest: Mapped[bytes]
    subject: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class DecisionPattern(Base):
    """A set of decisions that a license was answered with, stored once under its hash."""

    __tablename__ = "decision_pattern"

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    body: Mapped[list[Any]] = mapped_column(JSONB)


class UsageEvent(Base):
    """One request for license data: who, why, of which licenses, on what basis; never values.

    `licenses`, `patterns`, `authorizations` and `holder_counts` run in parallel, one place per
    license seen; `holders` lists the holders of the first license, then of the second, and so on,
    as many for each as `holder_counts` says.
    """

    __tablename__ = "usage_event"
    __table_args__ = (
        Index("ix_usage_event_waiting", "id", postgresql_where=text("NOT unfolded")),
        Index("ix_usage_event_organization_id_id", "organization_id", "id"),
        Index("ix_usage_event_untold", "id", postgresql_where=text("NOT noticed")),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    request_id: Mapped[str]
    operation: Mapped[str]
    outcome: Mapped[str]
    account_id: Mapped[UUID | None]
    organization_id: Mapped[int | None]
    assurance: Mapped[int] = mapped_column(SmallInteger)
    cause: Mapped[str | None]
    scenario: Mapped[str | None]
    matter: Mapped[str | None]
    case_number: Mapped[str | None]
    licenses: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    holders: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    holder_counts: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    patterns: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary))
    authorizations: Mapped[list[str]] = mapped_column(ARRAY(Text))
    unfolded: Mapped[bool] = mapped_column(server_default=text("false"))
    """Unfolded by holder, and in the transparency log: both come in one transaction."""
    noticed: Mapped[bool] = mapped_column(server_default=text("false"))


class HolderUsage(Base):
    """One license of one holder in one usage event, unfolded so that the holder finds it."""

    __tablename__ = "holder_usage"
    __table_args__ = ({"postgresql_partition_by": "RANGE (event_id)"},)

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True)


class Budget(Base):
    """What a caller has spent of a daily budget."""

    __tablename__ = "budget"

    caller: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    spent: Mapped[int]


class HolderMet(Base):
    """That a partner was shown a license of a holder on a day; each counts once."""

    __tablename__ = "holder_met"

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)


class UsedOnce(Base):
    """Something that works once, and was used: kept until it would have expired anyway."""

    __tablename__ = "used_once"

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
