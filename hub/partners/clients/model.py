"""Tables of clients and of the public keys that they sign with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class Client(Base):
    """A system of an organization that gets access tokens for itself (RFC 6749, client)."""

    __tablename__ = "client"

    id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), unique=True)
    name: Mapped[str]
    dpop: Mapped[bool] = mapped_column(server_default=text("true"))
    registered_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class ClientKey(Base):
    """A public key of a client, known by its thumbprint (RFC 7638)."""

    __tablename__ = "client_key"

    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), primary_key=True)
    kid: Mapped[str] = mapped_column(primary_key=True)
    jwk: Mapped[dict[str, Any]]
    registered_at: Mapped[datetime]
    registered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    retired_at: Mapped[datetime | None]
