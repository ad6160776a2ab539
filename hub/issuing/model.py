"""Tables of what is being made: versions written down before they are sealed, and numbers."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base
from hub.db.types import Word, one_of
from hub.issuing.terms import MakingState
from hub.licenses.terms import LicenseEvent

_UNDER_WAY = text("state IN ('AWAITING', 'WRITTEN')")


class Making(Base):
    """A version that is being made; what it says lies encrypted, until it is done or given up.

    `digest` is what is about to be signed: it is written down before any seal is used.
    """

    __tablename__ = "making"
    __table_args__ = (
        CheckConstraint(one_of("state", MakingState), "state"),
        Index("uq_making_license_id", "license_id", unique=True, postgresql_where=_UNDER_WAY),
        Index("ix_making_under_way", "id", postgresql_where=_UNDER_WAY),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    license_id: Mapped[UUID]
    holder_key: Mapped[UUID | None]
    issuer_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("catalog_entry.id"))
    batch_id: Mapped[UUID | None] = mapped_column(index=True)
    line: Mapped[int | None]
    event: Mapped[LicenseEvent] = mapped_column(Word(LicenseEvent))
    identifier: Mapped[str]
    state: Mapped[MakingState] = mapped_column(Word(MakingState))
    draft: Mapped[bytes | None]
    digest: Mapped[bytes | None]
    awaiting: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    confirmed: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    requested_by: Mapped[UUID | None]
    requested_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class NumberClaim(Base):
    """That a number of an entry, known by its keyed hash, belongs to a license made here."""

    __tablename__ = "number_claim"

    entry_id: Mapped[int] = mapped_column(ForeignKey("catalog_entry.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    license_id: Mapped[UUID] = mapped_column(index=True)


class ExpiryDay(Base):
    """A day whose expired licenses the holders were told of."""

    __tablename__ = "expiry_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    told_at: Mapped[datetime]


class NumberSerial(Base):
    """The last serial that a numbering rule has given, of each entry within a region or year."""

    __tablename__ = "number_serial"

    entry_id: Mapped[int] = mapped_column(ForeignKey("catalog_entry.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)
