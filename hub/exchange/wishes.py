"""What is asked of exchange, as plain data."""

from uuid import UUID

import msgspec

from hub.exchange.terms import PeerKind, PeerState


class RegisterPeer(msgspec.Struct, frozen=True, kw_only=True):
    """A peer as it shall be; one of that code is changed."""

    code: str
    kind: PeerKind
    organization: str
    name_zh: str
    name_en: str
    address: str
    entries: tuple[str, ...] = ()
    scenario: str | None = None
    matter: str | None = None
    public_key: str | None = None
    """The point of SM2 by which a platform's receipts are checked, in hexadecimal."""
    state: PeerState = PeerState.ACTIVE
    new_secret: bool = False
    """Whether a partner shall get a fresh secret, while the former still serves for a day."""


class Redeliver(msgspec.Struct, frozen=True, kw_only=True):
    """What of a peer's to send again: a dead letter, an entry's licenses, or all dead letters."""

    peer: str
    delivery: UUID | None = None
    entry: str | None = None
