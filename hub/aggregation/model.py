"""Tables of aggregation: batches, the rows they could not take, and stored mappings."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base
from hub.db.types import Word, one_of
from hub.identity.model import Organization


class BatchState(StrEnum):
    """Whether a batch may still take rows."""

    OPEN = "OPEN"
    DONE = "DONE"


class Batch(Base):
    """One delivery of a provider, and how far it was taken; an open one can be resumed."""

    __tablename__ = "batch"
    __table_args__ = (
        CheckConstraint(one_of("state", BatchState), "state"),
        Index(
            "uq_batch_open",
            "provider_id",
            "key",
            unique=True,
            postgresql_where=text("state = 'OPEN'"),
        ),
        Index("ix_batch_provider_id_id", "provider_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey(Organization.id))
    source: Mapped[str]
    key: Mapped[str]
    mapping_digest: Mapped[str | None]
    state: Mapped[BatchState] = mapped_column(Word(BatchState))
    line: Mapped[int] = mapped_column(BigInteger)
    accepted: Mapped[int] = mapped_column(BigInteger)
    superseded: Mapped[int] = mapped_column(BigInteger)
    events: Mapped[int] = mapped_column(BigInteger)
    unchanged: Mapped[int] = mapped_column(BigInteger)
    quarantined: Mapped[int] = mapped_column(BigInteger)
    grades: Mapped[dict[str, int]] = mapped_column(JSONB)
    started_at: Mapped[datetime]
    last_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Quarantined(Base):
    """A row that was not taken: why, and the row itself sealed, for a number of days."""

    __tablename__ = "quarantine"
    __table_args__ = (
        Index("ix_quarantine_batch_id_line", "batch_id", "line"),
        Index("ix_quarantine_expires_at", "expires_at"),
        Index(
            "ix_quarantine_standing",
            "id",
            postgresql_where=text("subject_sealed IS NOT NULL AND corrected_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("batch.id"))
    line: Mapped[int] = mapped_column(BigInteger)
    field: Mapped[str]
    code: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
    row_sealed: Mapped[bytes | None]
    subject_sealed: Mapped[bytes | None]
    """Which license the row names, if that is sound: so it is known when it comes again."""
    corrected_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]


class StoredMapping(Base):
    """How the columns of a provider's files map to the record form."""

    __tablename__ = "aggregation_mapping"

    provider_id: Mapped[int] = mapped_column(ForeignKey(Organization.id), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    digest: Mapped[str]
    declared_at: Mapped[datetime]
