"""What the commands of seals are asked for."""

from datetime import datetime

import msgspec


class RegisterSeal(msgspec.Struct, frozen=True, kw_only=True):
    """A seal of an organization, as its maker delivers it, with the key that signs under it."""

    organization: str
    number: str
    name_zh: str
    certificate: bytes
    seal: bytes
    picture: bytes
    private_key: bytes
    valid_from: datetime
    valid_until: datetime

    def __repr__(self) -> str:
        """Return no key."""
        return f"RegisterSeal({self.number!r})"


class RevokeSeal(msgspec.Struct, frozen=True):
    """A seal that is to be used no more, and why."""

    number: str
    reason: str
