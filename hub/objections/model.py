"""Tables of objections and their clocks; what people wrote lies encrypted."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base
from hub.db.types import Word, one_of
from hub.objections.terms import ClockKind, ObjectionState, Objector

_RUNS = text("state IN ('RAISED', 'FORWARDED', 'REPORTED')")
_STOPPED = text("stopped_at IS NULL")


class Objection(Base):
    """What somebody objects to in a license (核查申请, art. 21); it lies under the license's home.

    `sequence` and what follows is the version that is objected to, as it stood then.
    """

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("receipt"),
        CheckConstraint(one_of("objector", Objector), "objector"),
        CheckConstraint(one_of("state", ObjectionState), "state"),
        Index(
            "uq_objection_running",
            "license_id",
            "raised_by",
            unique=True,
            postgresql_where=_RUNS,
        ),
        Index("ix_objection_objector_key_id", "objector_key", "id"),
        Index("ix_objection_raised_by_id", "raised_by", "id"),
        Index("ix_objection_organization_id_id", "organization_id", "id"),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    receipt: Mapped[str]
    license_id: Mapped[UUID]
    entry_id: Mapped[int] = mapped_column(ForeignKey("catalog_entry.id"))
    sequence: Mapped[int]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    holders: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    told: Mapped[bytes | None]
    """What is wrong, as the objector put it; nothing once it was erased."""
    objector: Mapped[Objector] = mapped_column(Word(Objector))
    objector_key: Mapped[UUID | None]
    """Who is told of it, if the hub knows the person: the holder objected for, or who objects."""
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    raised_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    raised_at: Mapped[datetime]
    state: Mapped[ObjectionState] = mapped_column(Word(ObjectionState))
    answered_at: Mapped[datetime | None]
    corrected: Mapped[int | None]
    """The place in the license's chain by which it was corrected."""


class ObjectionClock(Base):
    """One of the clocks of an objection: who has until when to do something, and what was done."""

    __tablename__ = "objection_clock"
    __table_args__ = (
        CheckConstraint(one_of("kind", ClockKind), "kind"),
        Index("ix_objection_clock_due_at", "due_at", postgresql_where=_STOPPED),
        Index("ix_objection_clock_escalated_to", "escalated_to"),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    objection_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[ClockKind] = mapped_column(Word(ClockKind), primary_key=True)
    begun_at: Mapped[datetime]
    due_at: Mapped[datetime]
    provisional: Mapped[bool]
    """Whether the end depends on a year whose working days are not announced yet."""
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    escalated_to: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    told: Mapped[bytes | None]
    """What was said as it was stopped: why it was forwarded, what was found, the answer."""
