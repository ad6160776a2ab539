"""The table of findings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class Finding(Base):
    """That a ground stood against an organization, from when to when (问题, art. 28)."""

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_organization_id_id", "organization_id", "id"),
        Index(
            "uq_finding_open",
            "ground",
            "organization_id",
            "subject",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    ground: Mapped[str]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    subject: Mapped[str]
    """What it is about, in the words of the ground: an entry, a request; nothing personal."""
    since: Mapped[datetime]
    """Since when the cause is there, as far as the records tell."""
    facts: Mapped[dict[str, Any]]
    """Counts as they were when the cause was last seen."""
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
