"""The table of intake."""

from datetime import date

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
