"""Tables of presentations, and of the passes by which a phone shows a license without a network."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class Presentation(Base):
    """One showing of a license: made with a code, redeemed once, looked at for minutes."""

    __tablename__ = "presentation"
    __table_args__ = (
        CheckConstraint("(redeemed_at IS NULL) = (redeemed_by IS NULL)", "redeemed"),
        Index("ix_presentation_license_id", "license_id"),
        Index("ix_presentation_redeemed_by", "redeemed_by"),
        Index("ix_presentation_delegation_id", "delegation_id"),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    given_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    owner_key: Mapped[UUID]
    license_id: Mapped[UUID]
    sequence: Mapped[int]
    ordinal: Mapped[int] = mapped_column(SmallInteger)
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    application: Mapped[str] = mapped_column(ForeignKey("showing_application.client"))
    delegation_id: Mapped[UUID | None]
    pass_id: Mapped[UUID | None]
    """The offline pass whose code this was, where the phone had no network."""
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """Until when the code can be redeemed."""
    redeemed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    redeemed_for: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    scenario: Mapped[str | None] = mapped_column(ForeignKey("scenario.code"))
    case_number: Mapped[str | None]
    redeemed_at: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    """Until when the official may look."""
    ended_at: Mapped[datetime | None]


class OfflinePass(Base):
    """What lets a phone sign codes by itself for some hours; the hub holds its public key."""

    __tablename__ = "offline_pass"
    __table_args__ = (Index("ix_offline_pass_delegation_id", "delegation_id"),)

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    given_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    owner_key: Mapped[UUID]
    license_id: Mapped[UUID]
    sequence: Mapped[int]
    ordinal: Mapped[int] = mapped_column(SmallInteger)
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    application: Mapped[str] = mapped_column(ForeignKey("showing_application.client"))
    delegation_id: Mapped[UUID | None]
    public_key: Mapped[bytes]
    given_at: Mapped[datetime]
    valid_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
