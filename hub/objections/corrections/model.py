"""The table of corrections: who is told of which fields, and never a value."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class Correction(Base):
    """That a past recipient is told which fields that it received were corrected; never a value."""

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint("num_nonnulls(organization_id, account_id) = 1", "one_recipient"),
        Index("ix_correction_organization_id_id", "organization_id", "id"),
        Index("ix_correction_account_id_id", "account_id", "id"),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    objection_id: Mapped[UUID]
    license_id: Mapped[UUID]
    entry_id: Mapped[int] = mapped_column(ForeignKey("catalog_entry.id"))
    sequence: Mapped[int]
    """The place in the license's chain of what corrects it."""
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
