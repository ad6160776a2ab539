"""Tables of exchange: peers, the outbox, what is on its way, and what each peer should have."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Sequence,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base
from hub.db.types import Word, one_of
from hub.exchange.terms import DeliveryState, DifferenceKind, PeerKind, PeerState

PLACES = Sequence("exchange_place", metadata=Base.metadata)
"""One order for everything that is told: within a license it is the order of its versions."""
_NEXT = text("nextval('exchange_place')")
_WAITING = text("state = 'WAITING'")
_SETTLED = text("state IN ('DELIVERED', 'WITHHELD')")
_UNSETTLED = text("state IN ('WAITING', 'DEAD')")


class Peer(Base):
    """A system that the hub tells of changes, as one organization and by its rights alone."""

    __tablename__ = "peer"
    __table_args__ = (
        CheckConstraint(one_of("kind", PeerKind), "kind"),
        CheckConstraint(one_of("state", PeerState), "state"),
        CheckConstraint("(kind = 'PARTNER') = (public_key IS NULL)", "knows_by_key"),
        CheckConstraint("(kind = 'PARTNER') = (secret IS NOT NULL)", "knows_by_secret"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    kind: Mapped[PeerKind] = mapped_column(Word(PeerKind))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    address: Mapped[str]
    entries: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Of which entries it is told; of all where none is named."""
    scenario: Mapped[str | None]
    matter: Mapped[str | None]
    """The purpose for which the hub reads on its behalf."""
    public_key: Mapped[bytes | None]
    secret: Mapped[bytes | None]
    former_secret: Mapped[bytes | None]
    former_until: Mapped[datetime | None]
    state: Mapped[PeerState] = mapped_column(Word(PeerState))
    registered_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    """How often in succession it was not reached, or gave no sound answer."""
    rests_until: Mapped[datetime | None]
    reconciled_on: Mapped[date | None]


class ExchangeChange(Base):
    """The outbox: that something happened, written by the transaction in which it did."""

    __tablename__ = "exchange_change"

    place: Mapped[int] = mapped_column(BigInteger, primary_key=True, server_default=_NEXT)
    happened: Mapped[str]
    at: Mapped[datetime]
    entry_id: Mapped[int | None]
    holder_key: Mapped[UUID | None]
    license_id: Mapped[UUID | None]
    sequence: Mapped[int | None]


class Delivery(Base):
    """One event on its way to a peer; those of a stream (a license, an entry) keep their order."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint(one_of("state", DeliveryState), "state"),
        UniqueConstraint("peer", "place"),
        Index("ix_delivery_waiting", "peer", "place", postgresql_where=_WAITING),
        Index("ix_delivery_unsettled", "peer", "stream", "place", postgresql_where=_UNSETTLED),
        Index("ix_delivery_settled", "settled_at", postgresql_where=_SETTLED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    peer: Mapped[str] = mapped_column(ForeignKey("peer.code"))
    place: Mapped[int] = mapped_column(BigInteger, server_default=_NEXT)
    stream: Mapped[str]
    happened: Mapped[str]
    at: Mapped[datetime]
    entry_id: Mapped[int]
    holder_key: Mapped[UUID | None]
    license_id: Mapped[UUID | None]
    sequence: Mapped[int | None]
    state: Mapped[DeliveryState] = mapped_column(
        Word(DeliveryState), server_default=text("'WAITING'")
    )
    tries: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    due_at: Mapped[datetime]
    failure: Mapped[str | None]
    receipt_id: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]


class ExchangeReceipt(Base):
    """What a peer signed to say that it has some events (回执), as it came."""

    __tablename__ = "exchange_receipt"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    peer: Mapped[str] = mapped_column(ForeignKey("peer.code"))
    at: Mapped[datetime]
    body: Mapped[str]
    signature: Mapped[str]


class ToldLicense(Base):
    """What a peer was last told of a license, and so should have of it."""

    __tablename__ = "told_license"
    __table_args__ = (Index("ix_told_license_peer", "peer", "entry_id", "day"),)

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    license_id: Mapped[UUID] = mapped_column(primary_key=True)
    peer: Mapped[str] = mapped_column(ForeignKey("peer.code"), primary_key=True)
    entry_id: Mapped[int]
    sequence: Mapped[int]
    day: Mapped[date]
    digest: Mapped[bytes | None]
    """Of what it was told; none where the law gives it nothing of this license."""


class ExchangeDifference(Base):
    """That reconciliation (对账) found a peer to differ about a license, and since when."""

    __tablename__ = "exchange_difference"
    __table_args__ = (
        CheckConstraint(one_of("kind", DifferenceKind), "kind"),
        Index(
            "uq_exchange_difference_open",
            "peer",
            "license",
            unique=True,
            postgresql_where=text("mended_on IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    peer: Mapped[str] = mapped_column(ForeignKey("peer.code"))
    license: Mapped[str]
    """The license's sealed id, as the peer knows it."""
    entry: Mapped[str]
    kind: Mapped[DifferenceKind] = mapped_column(Word(DifferenceKind))
    found_on: Mapped[date]
    seen_on: Mapped[date]
    mended_on: Mapped[date | None]
