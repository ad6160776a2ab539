"""Keep a seal's use in a hundred bytes: whose seal, when, and what the private key added.

The rest of a SES_Signature is in the register of seals, which keeps every seal for good.
"""

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

_ID_BYTES, _TIME_BYTES = 16, 8


class KeptSignature(NamedTuple):
    """One use of a seal."""

    seal: UUID
    at: datetime
    signature: bytes

    def packed(self) -> bytes:
        """Return the bytes that are kept."""
        seconds = int(self.at.timestamp())
        return self.seal.bytes + seconds.to_bytes(_TIME_BYTES) + self.signature


def unpacked(kept: bytes) -> KeptSignature:
    """Return what was kept of a seal's use."""
    seconds = int.from_bytes(kept[_ID_BYTES : _ID_BYTES + _TIME_BYTES])
    return KeptSignature(
        UUID(bytes=kept[:_ID_BYTES]),
        datetime.fromtimestamp(seconds, UTC),
        kept[_ID_BYTES + _TIME_BYTES :],
    )
