"""The table of how far the jobs of supervision have come."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class SupervisionMark(Base):
    """How far a job has come, and when it last ran."""

    __tablename__ = "supervision_mark"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    until: Mapped[UUID | None]
    """Ids before this one are counted."""
