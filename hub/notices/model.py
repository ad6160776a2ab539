"""Tables of notices to holders and organizations, and of what holders chose to be told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base
from hub.db.types import Word, one_of
from hub.notices.terms import Channel, MessageState, NoticeKind, OrganizationNoticeKind


class Notice(Base):
    """Something that one holder is told; never a value, and never who a person is.

    `about` names what it is about among the things of its kind, `occasion` keeps the same thing
    from being told twice. `shown` says whether it is in the inbox; `message` and what follows,
    how it goes out by the gateway.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("holder_key", "kind", "occasion"),
        CheckConstraint(one_of("kind", NoticeKind), "kind"),
        CheckConstraint(one_of("message", MessageState), "message"),
        Index("ix_notice_waiting", "due_at", postgresql_where=text("message = 'WAITING'")),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(Word(NoticeKind))
    about: Mapped[str]
    occasion: Mapped[str]
    at: Mapped[datetime]
    organization_id: Mapped[int | None]
    entry_id: Mapped[int | None]
    license_id: Mapped[UUID | None]
    shown: Mapped[bool]
    message: Mapped[MessageState] = mapped_column(Word(MessageState))
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    due_at: Mapped[datetime]
    failure: Mapped[str | None]


class NoticeChoice(Base):
    """Whether a holder wants a kind of notice through a channel, where they chose."""

    __tablename__ = "notice_choice"
    __table_args__ = (
        CheckConstraint(one_of("kind", NoticeKind), "kind"),
        CheckConstraint(one_of("channel", Channel), "channel"),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[NoticeKind] = mapped_column(Word(NoticeKind), primary_key=True)
    channel: Mapped[Channel] = mapped_column(Word(Channel), primary_key=True)
    wanted: Mapped[bool]


class OrganizationNotice(Base):
    """Something that an organization is told; `home`, if it has one, and `about` name the thing."""

    __tablename__ = "organization_notice"
    __table_args__ = (
        UniqueConstraint("organization_id", "kind", "occasion"),
        CheckConstraint(one_of("kind", OrganizationNoticeKind), "kind"),
        Index("ix_organization_notice_organization_id_id", "organization_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    kind: Mapped[OrganizationNoticeKind] = mapped_column(Word(OrganizationNoticeKind))
    home: Mapped[UUID | None]
    about: Mapped[UUID]
    occasion: Mapped[str]
    at: Mapped[datetime]
    entry_id: Mapped[int | None]
    due_at: Mapped[datetime | None]
