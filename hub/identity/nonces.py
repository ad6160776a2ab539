"""Nonces that nobody has to remember: a slot of time, sealed under the hub's keys (RFC 9449)."""

from typing import Final

from hub import clock
from hub.crypto.opaque import Opaque
from hub.crypto.tampered import Tampered

SLOT_SECONDS: Final = 60
SLOTS_TAKEN: Final = 3

_PLACE: Final = b"dpop-nonce"


class Nonces:
    """Gives nonces, and tells on any worker whether one was given here within minutes."""

    def __init__(self, opaque: Opaque) -> None:
        """Take what seals."""
        self._opaque = opaque

    def give(self) -> str:
        """Return the nonce of the present slot."""
        return self._opaque.seal(_slot().to_bytes(8), _PLACE)

    def fresh(self, nonce: str) -> bool:
        """Tell whether a nonce was given here, and not long ago."""
        try:
            given = int.from_bytes(self._opaque.open(nonce, _PLACE))
        except Tampered:
            return False
        return 0 <= _slot() - given < SLOTS_TAKEN


def _slot() -> int:
    return int(clock.now().timestamp()) // SLOT_SECONDS
