"""The register of electronic seals (电子印章): certificate, validity, and whether revoked."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class SealRow(Base):
    """A seal of an organization; its private key lies encrypted, for the makers of licenses."""

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    name_zh: Mapped[str]
    certificate: Mapped[bytes]
    seal: Mapped[bytes]
    picture: Mapped[bytes]
    private_key: Mapped[bytes]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    registered_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_for: Mapped[str | None]


class SealRoot(Base):
    """A certificate authority that is trusted: seals that it certified are verified by it."""

    __tablename__ = "seal_root"

    fingerprint: Mapped[bytes] = mapped_column(primary_key=True)
    certificate: Mapped[bytes]
    trusted_from: Mapped[datetime]
