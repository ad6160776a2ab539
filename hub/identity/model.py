"""Tables of who calls: organizations, accounts, offices, representation, revoked tokens."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base
from hub.db.types import Word, one_of
from hub.identity.terms import Level, OrganizationKind, RepresentationKind, Role

PERIOD = "until IS NULL OR since < until"


class Organization(Base):
    """An organization, known by its unified social credit code."""

    __tablename__ = "organization"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint(one_of("kind", OrganizationKind), "kind"),
        CheckConstraint(one_of("level", Level), "level"),
        CheckConstraint("successor_id <> id", "succeeds_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CHAR(18))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[OrganizationKind] = mapped_column(Word(OrganizationKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    region: Mapped[str] = mapped_column(CHAR(6))
    region_as_of: Mapped[date]
    level: Mapped[Level] = mapped_column(Word(Level))
    sector: Mapped[str | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    designated_body: Mapped[str | None]
    requests_a_day: Mapped[int | None]
    holders_a_day: Mapped[int | None]


class IssuerTransfer(Base):
    """That the licenses of one entry went from one issuer to another, which issues them since."""

    __tablename__ = "issuer_transfer"

    predecessor_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    since: Mapped[datetime]
    legal_basis: Mapped[str]


class Account(Base):
    """Somebody who signs in through a trusted issuer: a person, or an organization's client."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    name: Mapped[str]
    holder_key: Mapped[UUID | None] = mapped_column(unique=True)
    client_of: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    epoch: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class Office(Base):
    """An office that an account holds in an organization, for a time."""

    __tablename__ = "office"
    __table_args__ = (
        CheckConstraint(one_of("role", Role), "role"),
        CheckConstraint(PERIOD, "period"),
        Index(
            "uq_office_held",
            "account_id",
            "organization_id",
            "role",
            unique=True,
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    role: Mapped[Role] = mapped_column(Word(Role))
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class Representation(Base):
    """That an account stands for a holder: agent of a legal person, guardian of a child."""

    __tablename__ = "representation"
    __table_args__ = (
        CheckConstraint(one_of("kind", RepresentationKind), "kind"),
        CheckConstraint(PERIOD, "period"),
        CheckConstraint("kind <> 'GUARDIAN' OR until IS NOT NULL", "guardianship_ends"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    holder_key: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[RepresentationKind] = mapped_column(Word(RepresentationKind))
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class RevokedToken(Base):
    """A token that is refused although it has not expired."""

    __tablename__ = "revoked_token"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ReferenceEpoch(Base):
    """One number that grows whenever a reference table changes; triggers keep it."""

    __tablename__ = "reference_epoch"
    __table_args__ = (CheckConstraint("id", "one_row"),)

    id: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    value: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
