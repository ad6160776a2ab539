"""Sign messages over HTTP in the form of Standard Webhooks 1.0, and check what is signed so.

`v1` is HMAC-SHA256 under a shared secret. `sm2` is the hub's own addition, as the specification
allows: SM2 with SM3 over the same bytes, by which authorities that hold keys know each other.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from hub.crypto import sm2

ID: Final = "webhook-id"
MOMENT: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - how such secrets begin
SHORTEST_SECRET: Final = 24
SECRET_BYTES: Final = 32
TOLERANCE: Final = timedelta(minutes=5)
"""How far from now a signed moment may be."""


class Hand(Protocol):
    """Whoever signs: it says how, and over what."""

    def sign(self, signed: bytes) -> str:
        """Return the scheme and the signature, with a comma between."""


class HmacHand:
    """Signs under a secret that both sides know."""

    def __init__(self, secret: bytes) -> None:
        """Take the secret."""
        self._secret = secret

    def sign(self, signed: bytes) -> str:
        """Return `v1` and the signature."""
        return f"v1,{_base64(hmac.digest(self._secret, signed, hashlib.sha256))}"


class Sm2Hand:
    """Signs with a key of which the other side knows the public half."""

    def __init__(self, private: bytes) -> None:
        """Take the private scalar."""
        self._signer = sm2.LibcryptoSigner(private)

    @property
    def public_key(self) -> bytes:
        """Return the point by which signatures are checked."""
        return self._signer.public_key

    def sign(self, signed: bytes) -> str:
        """Return `sm2` and the signature."""
        return f"sm2,{_base64(self._signer.sign(signed))}"


def signed_headers(
    message: str, moment: datetime, body: bytes, hands: Sequence[Hand]
) -> dict[str, str]:
    """Return the headers of a message; while a secret is changed, it is signed under both."""
    stamp = str(int(moment.timestamp()))
    signed = _signed(message, stamp, body)
    return {
        "content-type": "application/json",
        ID: message,
        MOMENT: stamp,
        SIGNATURE: " ".join(hand.sign(signed) for hand in hands),
    }


def signed_by(
    public_key: bytes, headers: Mapping[str, str], body: bytes, message: str, moment: datetime
) -> bool:
    """Tell whether a key signed a body as the answer to a message, just now."""
    stamp = headers.get(MOMENT, "")
    if headers.get(ID) != message or not _lately(stamp, moment):
        return False
    signed = _signed(message, stamp, body)
    return any(
        sm2.verify(public_key, signature, signed)
        for signature in _signatures(headers.get(SIGNATURE, ""))
    )


def new_secret() -> bytes:
    """Return a fresh secret."""
    return secrets.token_bytes(SECRET_BYTES)


def written_secret(secret: bytes) -> str:
    """Return a secret as it is handed over."""
    return SECRET_PREFIX + _base64(secret)


def read_secret(written: str) -> bytes:
    """Return a secret that was handed over; raises `ValueError` for what is none."""
    secret = base64.b64decode(written.removeprefix(SECRET_PREFIX), validate=True)
    if not written.startswith(SECRET_PREFIX) or len(secret) < SHORTEST_SECRET:
        raise ValueError(SECRET_PREFIX)
    return secret


def _signed(message: str, stamp: str, body: bytes) -> bytes:
    return b".".join((message.encode(), stamp.encode(), body))


def _lately(stamp: str, moment: datetime) -> bool:
    plain = stamp.isascii() and stamp.isdigit() and len(stamp) <= len("9999999999")
    return plain and abs(int(stamp) - moment.timestamp()) <= TOLERANCE.total_seconds()


def _signatures(header: str) -> Sequence[bytes]:
    found = []
    for one in header.split(" ")[:4]:
        scheme, _, signature = one.partition(",")
        if scheme == "sm2":
            try:
                found.append(base64.b64decode(signature, validate=True))
            except (binascii.Error, ValueError):
                continue
    return found


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
