"""The table of oversight assignments."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, CheckConstraint, ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.authorizations.oversight.terms import OversightKind
from hub.db.base import Base
from hub.db.types import Word, one_of


class OversightAssignment(Base):
    """That an organization oversees a sector and a region, on an order, finding or objection."""

    __tablename__ = "oversight_assignment"
    __table_args__ = (
        CheckConstraint(one_of("kind", OversightKind), "kind"),
        CheckConstraint("since < until", "period"),
        CheckConstraint("named = '{}' OR license_id IS NOT NULL", "named_of_one_license"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[OversightKind] = mapped_column(Word(OversightKind))
    reference: Mapped[str]
    sector: Mapped[str | None]
    region: Mapped[str] = mapped_column(CHAR(6))
    license_id: Mapped[UUID | None]
    named: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """The fields that an objection to that license names."""
    since: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    assigned_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    assigned_at: Mapped[datetime]
