"""Tables of intake: what came on which day, and what is still being made."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class IntakeDay(Base):
    """What an organization delivered of an entry on a day, counted from the licenses themselves.

    Licenses of the stock and paper ones are left out, and so is what the hub itself makes.
    """

    __tablename__ = "intake_day"

    organization_id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    taken: Mapped[int] = mapped_column(BigInteger)
    late: Mapped[int] = mapped_column(BigInteger)
    slowest: Mapped[int]
    """How many days after its issue the latest of them came."""
    outdated: Mapped[int] = mapped_column(BigInteger)
    """How many were issued under a revision that had been retired."""


class IntakeWaiting(Base):
    """A license that was being made when its id was passed: counted once it is there."""

    __tablename__ = "intake_waiting"

    license_id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[int]
