"""Tables of archival copies and case files.

The files lie encrypted, and leave for the reading role alone: nothing of them is rewritten.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class ArchivalCopy(Base):
    """What somebody took away of a license, under a number and a visible mark (存档副本, art. 19).

    It lies under the license's home. `digest` is of the file as it leaves.
    """

    __tablename__ = "archival_copy"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_archival_copy_case", "organization_id", "matter", "case_number"),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str]
    license_id: Mapped[UUID]
    sequence: Mapped[int]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    """Whose the copy is, if an office took it; else it is the account's."""
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    cause: Mapped[str]
    matter: Mapped[str | None]
    case_number: Mapped[str | None]
    made_at: Mapped[datetime]
    expires_on: Mapped[date]
    digest: Mapped[bytes]
    size: Mapped[int]
    document: Mapped[bytes]


class CaseFile(Base):
    """All copies that an organization took for a case, closed into one package (电子案卷)."""

    __tablename__ = "case_file"
    __table_args__ = (UniqueConstraint("organization_id", "matter", "case_number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    matter: Mapped[str]
    case_number: Mapped[str]
    copies: Mapped[int]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime]
    digest: Mapped[bytes]
    document: Mapped[bytes]
