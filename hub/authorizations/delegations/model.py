"""The table of delegations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class Delegation(Base):
    """A holder's, or a delegate's own, delegation of one license for one matter and window."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("num_nonnulls(delegate_account, delegate_holder) = 1", "one_delegate"),
        CheckConstraint("valid_from < valid_until", "window"),
        CheckConstraint("(parent_id IS NULL) = (depth = 0)", "built_on"),
        Index("ix_delegation_license_id", "license_id"),
        Index("ix_delegation_delegate_account", "delegate_account"),
        Index("ix_delegation_delegate_holder", "delegate_holder"),
        Index("ix_delegation_parent_id", "parent_id"),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    parent_id: Mapped[UUID | None]
    """The delegation that this one is built on, of the same holder."""
    depth: Mapped[int] = mapped_column(SmallInteger)
    given_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    owner_key: Mapped[UUID]
    license_id: Mapped[UUID]
    sequence: Mapped[int]
    ordinal: Mapped[int] = mapped_column(SmallInteger)
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    matter: Mapped[str] = mapped_column(ForeignKey("matter.code"))
    delegate_account: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    delegate_holder: Mapped[UUID | None]
    """The legal person delegated to; whoever represents it may act."""
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    cause: Mapped[str]
    given_at: Mapped[datetime]
    company: Mapped[UUID | None]
    """The legal person that gives, and must approve within, if one does."""
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    """From when it runs at the earliest; until then a company has not approved it."""
    ended_at: Mapped[datetime | None]
