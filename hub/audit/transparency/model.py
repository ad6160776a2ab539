"""Tables of the transparency log: its nodes, its days, what opens its leaves, holders' chains."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class LogState(Base):
    """Where the log stands, in its one row, and the checkpoint that says so."""

    __tablename__ = "log_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date | None]
    number: Mapped[int]
    day_leaf: Mapped[bytes]
    logged_at: Mapped[datetime | None]
    note: Mapped[str]


class LogNode(Base):
    """A node of a tree: 0 is the log, any other the map of the day of that number."""

    __tablename__ = "log_node"

    tree: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    hash: Mapped[bytes]


class LogRecord(Base):
    """Where a record was logged, and the nonce that opens it; once erased, a tombstone."""

    __tablename__ = "log_record"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    place: Mapped[int] = mapped_column(BigInteger)
    nonce: Mapped[bytes | None]
    erased_at: Mapped[datetime | None]


class LogDay(Base):
    """A day that was closed, as its leaf says it."""

    __tablename__ = "log_day"
    __table_args__ = (Index("uq_log_day_day", "day", unique=True),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date]
    place: Mapped[int] = mapped_column(BigInteger)
    entries: Mapped[int]
    root: Mapped[bytes]
    previous: Mapped[bytes]


class LogDayEntry(Base):
    """An entry of a day's map; it names nobody, and stays when a holder is erased."""

    __tablename__ = "log_day_entry"
    __table_args__ = (Index("uq_log_day_entry_number_key", "number", "key", unique=True),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[bytes]
    value: Mapped[bytes]


class HolderChain(Base):
    """A holder's secret salt and its tag, and how far the chain of leaves has come."""

    __tablename__ = "holder_chain"

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    salt: Mapped[bytes]
    tag: Mapped[bytes]
    count: Mapped[int]
    head: Mapped[bytes]


class HolderLink(Base):
    """One leaf of a holder's chain: which record, where in the log, and when."""

    __tablename__ = "holder_link"
    __table_args__ = (
        Index("ix_holder_link_day", "day"),
        Index("ix_holder_link_record_id", "record_id"),
    )

    holder_key: Mapped[UUID] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[UUID]
    place: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date]
    logged_at: Mapped[datetime]
    previous: Mapped[bytes]
    parts: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
