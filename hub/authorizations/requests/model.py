"""The table of access requests."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.authorizations.requests.terms import RequestState
from hub.db.base import Base
from hub.db.types import Word, one_of


class AccessRequest(Base):
    """What a using organization asks of an entry, and what the entry's owner approved of it."""

    __tablename__ = "access_request"
    __table_args__ = (
        CheckConstraint(one_of("state", RequestState), "state"),
        CheckConstraint("valid_from < valid_until", "period"),
        CheckConstraint("used <= quota", "within_quota"),
        CheckConstraint("waiver_fields = '{}' OR waiver_basis IS NOT NULL", "waiver_cites"),
        Index("ix_access_request_organization_id_id", "organization_id", "id"),
        Index("ix_access_request_entry_id_id", "entry_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("catalog_entry.id"))
    scenario_code: Mapped[str] = mapped_column(ForeignKey("scenario.code"))
    matters: Mapped[list[str]] = mapped_column(ARRAY(Text))
    asked: Mapped[list[str]] = mapped_column(ARRAY(Text))
    over_asked: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Fields that the request lists and its matters do not need."""
    purpose: Mapped[str]
    legal_basis: Mapped[str]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    quota: Mapped[int | None]
    used: Mapped[int] = mapped_column(server_default=text("0"))
    waiver_fields: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    waiver_basis: Mapped[str | None]
    countersigned_at: Mapped[datetime | None]
    state: Mapped[RequestState] = mapped_column(Word(RequestState))
    forms: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """Each approved field with its form, `FULL` or `MASKED`."""
    reason: Mapped[str | None]
    suspended_by_center: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether the data center said so, which alone may then resume it."""
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[datetime]
    answer_due: Mapped[datetime] = mapped_column(index=True)
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
