"""Tables of figures: what was released, and what is held back until it tells of nobody."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base
from hub.db.types import Word, one_of
from hub.supervision.figures.terms import Measure


class FigureDay(Base):
    """How many of something an organization had, as released on a day: none, or many people's."""

    __tablename__ = "figure_day"
    __table_args__ = (CheckConstraint(one_of("measure", Measure), "measure"),)

    organization_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    measure: Mapped[Measure] = mapped_column(Word(Measure), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class FigureHeld(Base):
    """What was counted and is not released yet, as it is about too few; nobody reads it."""

    __tablename__ = "figure_held"
    __table_args__ = (CheckConstraint(one_of("measure", Measure), "measure"),)

    organization_id: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[Measure] = mapped_column(Word(Measure), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    persons: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Whom it is about, by the keys that stand for them: fewer than it takes to be released."""
