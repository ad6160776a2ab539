"""The table of partners."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base
from hub.db.types import Word, one_of
from hub.partners.onboarding.terms import PartnerState


class Partner(Base):
    """An application of an enterprise to be a partner, and what became of it."""

    __tablename__ = "partner"
    __table_args__ = (
        CheckConstraint(one_of("state", PartnerState), "state"),
        Index(
            "uq_partner_code",
            "code",
            unique=True,
            postgresql_where=text("state IN ('APPLIED', 'ACTIVE', 'SUSPENDED')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CHAR(18))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    region: Mapped[str] = mapped_column(CHAR(6))
    purpose: Mapped[str]
    contact: Mapped[str]
    state: Mapped[PartnerState] = mapped_column(Word(PartnerState))
    applied_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    on_behalf: Mapped[bool]
    applied_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
