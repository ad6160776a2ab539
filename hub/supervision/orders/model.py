"""Tables of rectification orders, of what was done about them, and of public notices."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base
from hub.db.types import Word, one_of
from hub.supervision.orders.terms import OrderState, OrderStep


class RectificationOrder(Base):
    """That an organization is to mend by a deadline what was found (责令限期整改, art. 28)."""

    __tablename__ = "rectification_order"
    __table_args__ = (
        CheckConstraint(one_of("state", OrderState), "state"),
        Index("ix_rectification_order_organization_id_id", "organization_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    ordered_by: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    findings: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    state: Mapped[OrderState] = mapped_column(Word(OrderState))
    opened_at: Mapped[datetime]
    counted_from: Mapped[datetime]
    working_days: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[datetime]
    """So many working days from there on, as the calendar has it."""
    overdue_at: Mapped[datetime | None]
    """When a deadline first passed without an answer."""
    closed_at: Mapped[datetime | None]


class RectificationStep(Base):
    """What was done about an order, and in which words; kept as it was."""

    __tablename__ = "rectification_step"
    __table_args__ = (CheckConstraint(one_of("act", OrderStep), "act"),)

    order_id: Mapped[UUID] = mapped_column(ForeignKey("rectification_order.id"), primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    act: Mapped[OrderStep] = mapped_column(Word(OrderStep))
    told: Mapped[str]
    due_at: Mapped[datetime | None]
    """The deadline that it sets, if it sets one."""
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class PublicNotice(Base):
    """The notice of an order that was not obeyed: a draft until it is published (通报, art. 28)."""

    __tablename__ = "public_notice"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("rectification_order.id"), unique=True)
    drafted_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
