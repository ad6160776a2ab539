"""The table of the State Council's notices of holidays."""

from datetime import date, datetime

from sqlalchemy import ARRAY, Date, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class CalendarYear(Base):
    """What the notice of a year says of its working days; later ones take its place."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    source: Mapped[str]
    days_off: Mapped[list[date]] = mapped_column(ARRAY(Date))
    make_up: Mapped[list[date]] = mapped_column(ARRAY(Date))
    loaded_at: Mapped[datetime]
