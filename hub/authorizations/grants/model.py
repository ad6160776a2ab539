"""The table of grants."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.authorizations.grants.terms import Right
from hub.db.base import Base
from hub.db.types import Word


class UseGrant(Base):
    """A holder's grant of one license to one person or organization."""

    __tablename__ = "use_grant"
    __table_args__ = (
        CheckConstraint("num_nonnulls(grantee_organization, grantee_account) = 1", "one_grantee"),
        CheckConstraint("used <= max_uses", "within_uses"),
        Index("ix_use_grant_license_id", "license_id"),
        Index("ix_use_grant_grantee_organization", "grantee_organization"),
        Index("ix_use_grant_grantee_account", "grantee_account"),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    given_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    owner_key: Mapped[UUID]
    license_id: Mapped[UUID]
    sequence: Mapped[int]
    ordinal: Mapped[int] = mapped_column(SmallInteger)
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    grant_right: Mapped[Right] = mapped_column(Word(Right))
    grantee_organization: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    grantee_account: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    max_uses: Mapped[int | None]
    used: Mapped[int] = mapped_column(server_default=text("0"))
    cause: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
