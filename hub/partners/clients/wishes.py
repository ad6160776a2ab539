"""What is wished of clients and their keys, as plain data."""

from typing import Any
from uuid import UUID

import msgspec


class RegisterClient(msgspec.Struct, frozen=True, kw_only=True):
    """One more client for a partner; without DPoP whoever has its token can use it."""

    partner_id: UUID
    name: str
    dpop: bool = True


class RetireClient(msgspec.Struct, frozen=True, kw_only=True):
    """A client to get no tokens any more."""

    client: str


class RegisterClientKey(msgspec.Struct, frozen=True, kw_only=True):
    """A public key for a client to sign with."""

    client: str
    jwk: dict[str, Any]


class RetireClientKey(msgspec.Struct, frozen=True, kw_only=True):
    """A public key that a client signs with no more."""

    client: str
    kid: str
