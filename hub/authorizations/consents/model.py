"""Tables of consents, and of the asks by which organizations wait for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.authorizations.consents.terms import ConsentState
from hub.db.base import Base
from hub.db.types import Word, one_of


class ConsentAsk(Base):
    """That an organization asked; there is one even where no such license exists."""

    __tablename__ = "consent_ask"
    __table_args__ = (Index("ix_consent_ask_request_id_id", "request_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    matter: Mapped[str]
    case_number: Mapped[str]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    holders: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    """How many were asked; nobody is told."""


class Consent(Base):
    """One holder's answer about one license, for one case under one request."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint(one_of("state", ConsentState), "state"),
        CheckConstraint("separate <@ fields", "ticked_are_given"),
        CheckConstraint("(state = 'ASKED') = (answered_at IS NULL)", "answered"),
        Index("ix_consent_license_id", "license_id", "request_id"),
        Index("ix_consent_request_id", "request_id", "license_id"),
        Index("ix_consent_ask_id", "ask_id"),
        Index("ix_consent_delegation_id", "delegation_id"),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    ask_id: Mapped[UUID] = mapped_column(ForeignKey("consent_ask.id"))
    request_id: Mapped[UUID] = mapped_column(ForeignKey("access_request.id"))
    owner_key: Mapped[UUID]
    license_id: Mapped[UUID]
    ordinal: Mapped[int] = mapped_column(SmallInteger)
    case_number: Mapped[str]
    state: Mapped[ConsentState] = mapped_column(Word(ConsentState))
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    separate: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """Those of the fields that were ticked one by one."""
    sequence: Mapped[int | None]
    """The version of the license that the holder had before the eyes."""
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    delegation_id: Mapped[UUID | None]
    """The delegation that the answer rests on, of the same holder."""
