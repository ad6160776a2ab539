"""Tables of licenses, their versions, holders and face cells.

What concerns one holder begins its primary key with `holder_key`; a license with several holders
lives under its first. The writer may insert face cells and never read them: values leave the
database for `reading/` alone.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CHAR,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base
from hub.db.types import Word, one_of
from hub.licenses.sealed import DocumentFormat
from hub.licenses.terms import Answer, LicenseEvent, Origin
from hub.policy.codes import Grade
from hub.policy.terms import LicenseStatus

_ENDS = text("valid_until IS NOT NULL")
_GRADED = text("grade <> 'VALID'")


class Holder(Base):
    """Where the keyed hash of a holder's code finds the random key that stands for the holder."""

    __tablename__ = "holder"

    lookup_hash: Mapped[bytes] = mapped_column(primary_key=True)
    key_version: Mapped[int] = mapped_column(SmallInteger)
    holder_key: Mapped[UUID] = mapped_column(index=True)


class License(Base):
    """A license in its present state; `holders` names every holder, the first being its home."""

    __tablename__ = "license"
    __table_args__ = (
        Index("ix_license_issuer_id_id", "issuer_id", "id"),
        Index("ix_license_valid_until", "valid_until", postgresql_where=_ENDS),
        Index("ix_license_graded", "issuer_id", "id", postgresql_where=_GRADED),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("catalog_entry.id"))
    issuer_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    serial: Mapped[str]
    version: Mapped[int] = mapped_column(SmallInteger)
    identifier: Mapped[str]
    grade: Mapped[Grade] = mapped_column(Word(Grade))
    revision: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[LicenseStatus] = mapped_column(Word(LicenseStatus))
    issued_on: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    ended_on: Mapped[date | None]
    region: Mapped[str] = mapped_column(CHAR(6))
    origin: Mapped[Origin] = mapped_column(Word(Origin))
    holders: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    co_issuers: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    """Who issued it together with the issuer (art. 22); hardly any license has them."""
    face_id: Mapped[UUID]
    sequence: Mapped[int]
    last_stop: Mapped[int] = mapped_column(server_default=text("0"))
    last_event: Mapped[int] = mapped_column(server_default=text("0"))
    under_objection: Mapped[bool] = mapped_column(server_default=text("false"))


class LicenseVersion(Base):
    """One link in a license's chain: what happened, and the digest that binds it to the last."""

    __tablename__ = "license_version"

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    license_id: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(SmallInteger)
    event: Mapped[LicenseEvent] = mapped_column(Word(LicenseEvent))
    status: Mapped[LicenseStatus] = mapped_column(Word(LicenseStatus))
    revision: Mapped[int] = mapped_column(SmallInteger)
    face_id: Mapped[UUID]
    occurred_on: Mapped[date]
    recorded_at: Mapped[datetime]
    content_mac: Mapped[bytes]
    document_digest: Mapped[bytes | None]
    digest: Mapped[bytes]
    previous: Mapped[bytes | None]
    link: Mapped[str | None]
    """The canonical text that the digest is made of, with the digest before; older ones lack it."""
    cause: Mapped[dict[str, Any] | None]
    seals: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary), server_default="{}")
    """What is kept of each seal over the digest; none where it was sealed elsewhere."""
    holder_check: Mapped[Answer | None] = mapped_column(Word(Answer))
    """What the reference registers said of the holders (art. 23); none if nobody was asked."""


class LicenseDocument(Base):
    """A sealed file of one version, encrypted; `digest` is of the file as it leaves."""

    __tablename__ = "license_document"
    __table_args__ = (
        CheckConstraint(one_of("format", DocumentFormat), "format"),
        Index("ix_license_document_digest", "digest"),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    license_id: Mapped[UUID] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    format: Mapped[DocumentFormat] = mapped_column(Word(DocumentFormat), primary_key=True)
    digest: Mapped[bytes]
    document: Mapped[bytes]


class LicenseFace(Base):
    """The cells of one version: `face` in clear, `face_sealed` encrypted, `face_masked` beside.

    A cell's key is the field's, with `#2` and so on for the second holder's and later; each value
    is JSON. `face_masked` maps key → name of a form → form, so that none needs decryption.
    """

    __tablename__ = "license_face"

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    face_id: Mapped[UUID] = mapped_column(primary_key=True)
    face: Mapped[dict[str, Any]] = mapped_column(JSONB)
    face_sealed: Mapped[dict[str, str]] = mapped_column(JSONB)
    face_masked: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB)


class LicenseHolder(Base):
    """Who holds a license; `owner_key` is the first holder, under whom the license lives."""

    __tablename__ = "license_holder"

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    license_id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_key: Mapped[UUID]
    ordinal: Mapped[int] = mapped_column(SmallInteger)


class LicenseLocator(Base):
    """From an identifier, or from issuer, type, serial and version, to the license."""

    __tablename__ = "license_locator"
    __table_args__ = (UniqueConstraint("entry_id", "issuer_code", "serial", "version"),)

    identifier: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[int]
    issuer_code: Mapped[str]
    serial: Mapped[str]
    version: Mapped[int] = mapped_column(SmallInteger)
    holder_key: Mapped[UUID]
    license_id: Mapped[UUID]


class PublicRecord(Base):
    """A license in the register (社会公示): what is disclosed in full, and what finds it."""

    __tablename__ = "public_record"
    __table_args__ = (Index("ix_public_record_grams", "grams", postgresql_using="gin"),)

    license_id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_key: Mapped[UUID]
    entry_id: Mapped[int]
    region: Mapped[str] = mapped_column(CHAR(6))
    disclosed: Mapped[dict[str, Any]] = mapped_column(JSONB)
    grams: Mapped[list[str]] = mapped_column(ARRAY(Text))
