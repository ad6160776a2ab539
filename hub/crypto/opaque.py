"""Deterministic sealing of ids and cursors to text that carries nothing (AES-SIV, RFC 5297)."""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from hub.crypto.keyring import Keys
from hub.crypto.tampered import Tampered

_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_END = b"\x80"  # marks where the padding begins, and keeps the sealed bytes from being empty


class Opaque:
    """Turns bytes into url-safe text and back: the same bytes at the same place, the same text."""

    def __init__(self, keys: Keys) -> None:
        """Take the keys, the current one first; texts of all of them open."""
        self._sivs = [AESSIV(key.secret) for key in keys]

    def seal(self, data: bytes, *bound: bytes, size: int = 0) -> str:
        """Seal bytes to a place, padded to hide a length below `size`.

        Raises: ValueError, where the data does not fit in the fixed size.
        """
        padded = (data + _END).ljust(size, b"\0")
        if size and len(padded) > size:
            raise ValueError(size)
        sealed = self._sivs[0].encrypt(padded, list(bound))
        return _encoded(sealed)

    def open(self, text: str, *bound: bytes) -> bytes:
        """Return what was sealed.

        Raises: Tampered, if altered, forged, sealed to another place, or under a key not held.
        """
        sealed, associated = _decoded(text), list(bound)
        for siv in self._sivs:
            try:
                return siv.decrypt(sealed, associated).rstrip(b"\0").removesuffix(_END)
            except InvalidTag:
                continue
        raise Tampered


def _decoded(text: str) -> bytes:
    """Return the bytes of a text that is written in the one way `seal` writes them."""
    try:
        sealed = base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True
        )
    except (UnicodeEncodeError, binascii.Error) as error:
        raise Tampered from error
    if _encoded(sealed) != text:
        raise Tampered
    return sealed


def _encoded(sealed: bytes) -> str:
    return binascii.b2a_base64(sealed, newline=False).translate(_URL_SAFE, b"=").decode()
