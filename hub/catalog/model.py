"""Tables of the catalog: legal bases, entries, and every revision an entry ever had."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, SmallInteger, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from hub.catalog.revisions import RevisionState
from hub.db.base import Base
from hub.db.types import Word, one_of
from hub.policy.terms import LawKind, SharingState


class LegalBasisRow(Base):
    """A provision that policies rest on; only the day of its end may change."""

    __tablename__ = "legal_basis"
    __table_args__ = (
        CheckConstraint(one_of("kind", LawKind), "kind"),
        CheckConstraint("in_force_from <= in_force_until", "period"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    zh: Mapped[str]
    en: Mapped[str]
    kind: Mapped[LawKind] = mapped_column(Word(LawKind))
    in_force_from: Mapped[date]
    in_force_until: Mapped[date | None]
    sample: Mapped[bool]


class CatalogEntry(Base):
    """A license type: what does not change from revision to revision, and its publication."""

    __tablename__ = "catalog_entry"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("type_code"),
        CheckConstraint(one_of("sharing", SharingState), "sharing"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    code: Mapped[str]
    type_code: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    sharing: Mapped[SharingState] = mapped_column(Word(SharingState))
    sharing_changed_at: Mapped[datetime | None]


class CatalogRevision(Base):
    """One revision of an entry; its body is fixed from the day it comes in force."""

    __tablename__ = "catalog_revision"
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        CheckConstraint(one_of("state", RevisionState), "state"),
        Index(
            "uq_catalog_revision_in_force",
            "entry_id",
            unique=True,
            postgresql_where=sql("state = 'IN_FORCE'"),
        ),
        Index(
            "uq_catalog_revision_open",
            "entry_id",
            unique=True,
            postgresql_where=sql("state IN ('DRAFT', 'SUBMITTED')"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("catalog_entry.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[RevisionState] = mapped_column(Word(RevisionState))
    body: Mapped[dict[str, Any]]
    digest: Mapped[str]
    widening_basis: Mapped[str | None]
    drafted_by: Mapped[UUID | None]
    drafted_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    in_force_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
