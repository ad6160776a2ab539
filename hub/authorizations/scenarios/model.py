"""Tables of scenarios, their matters, and the applications in which licenses may be shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class Scenario(Base):
    """What an organization uses licenses for, on which legal basis, kept for how long."""

    __tablename__ = "scenario"
    __table_args__ = (CheckConstraint("retention_days > 0", "retention"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    zh: Mapped[str]
    en: Mapped[str]
    legal_basis: Mapped[str]
    retention_days: Mapped[int]
    by_field: Mapped[bool]
    registered_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Matter(Base):
    """A matter (事项) of one scenario; `materials` lists entries and the fields truly needed."""

    __tablename__ = "matter"

    code: Mapped[str] = mapped_column(primary_key=True)
    scenario_code: Mapped[str] = mapped_column(ForeignKey("scenario.code"), index=True)
    zh: Mapped[str]
    en: Mapped[str]
    materials: Mapped[list[Any]]


class ShowingApplication(Base):
    """An application through which holders show licenses, once the data center recognized it."""

    __tablename__ = "showing_application"

    client: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    zh: Mapped[str]
    en: Mapped[str]
    recognized_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
