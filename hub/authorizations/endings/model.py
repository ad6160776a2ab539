"""The table of holders that have died or were dissolved."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hub.authorizations.endings.terms import EndingKind
from hub.db.base import Base
from hub.db.types import Word, one_of


class HolderEnd(Base):
    """That a holder has died or was dissolved; whatever the holder gave ended with it."""

    __tablename__ = "holder_end"
    __table_args__ = (CheckConstraint(one_of("kind", EndingKind), "kind"),)

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[EndingKind] = mapped_column(Word(EndingKind))
    ended_on: Mapped[date]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
