"""The table of paper demands."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class PaperDemand(Base):
    """That a department asked a holder for paper of a license that the hub has (art. 18)."""

    __tablename__ = "paper_demand"
    __table_args__ = (Index("ix_paper_demand_organization_id_id", "organization_id", "id"),)

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    matter: Mapped[str | None] = mapped_column(ForeignKey("matter.code"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("catalog_entry.id"))
    license_id: Mapped[UUID]
    """The license that the holder had at that time."""
    case_number: Mapped[str | None]
    told: Mapped[str]
    reported_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    reported_at: Mapped[datetime]
