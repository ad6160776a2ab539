"""Envelope encryption of cells and documents: AES-256-GCM or SM4-GCM, the key's number inside.

An envelope is: suite (1 byte), key number (2), nonce (12), ciphertext with its 16-byte tag.
"""

import os
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from hub.crypto.keyring import Key, Keys
from hub.crypto.tampered import Tampered

_NONCE, _TAG, _HEAD = 12, 16, 3
_BODY = _HEAD + _NONCE
_SM4_BYTES = 16
_AES_SUITE, _SM4_SUITE = b"\x01", b"\x02"

OVERHEAD = _HEAD + _NONCE + _TAG
"""By how many bytes an envelope is longer than what it holds."""


class Cipher(Protocol):
    """Authenticated encryption with associated data."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Return ciphertext and tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Return the plaintext, or raise InvalidTag."""


class Sm4Gcm:
    """SM4 (GB/T 32907) in Galois counter mode."""

    def __init__(self, secret: bytes) -> None:
        """Take a key of 16 bytes."""
        self._algorithm = SM4(secret)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Return ciphertext and tag."""
        encryptor = BlockCipher(self._algorithm, GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data)
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Return the plaintext, or raise InvalidTag."""
        mode = GCM(nonce, data[-_TAG:])
        decryptor = BlockCipher(self._algorithm, mode).decryptor()
        decryptor.authenticate_additional_data(associated_data)
        return decryptor.update(data[:-_TAG]) + decryptor.finalize()


class Envelopes:
    """Seals under the current data key, opens under each of them."""

    def __init__(self, keys: Keys) -> None:
        """Take the data keys, the current one first; ciphers are made once."""
        self._ciphers = {_head(key): _cipher(key) for key in keys}
        self._head = _head(keys[0])
        self._cipher = self._ciphers[self._head]

    def seal(self, plaintext: bytes, bound: bytes) -> bytes:
        """Seal bytes to a place: `bound` must be the same when they are opened."""
        nonce = os.urandom(_NONCE)
        return self._head + nonce + self._cipher.encrypt(nonce, plaintext, self._head + bound)

    def open(self, envelope: bytes, bound: bytes) -> bytes:
        """Return what was sealed.

        Raises: Tampered, if altered, moved to another place, or sealed under a key not held.
        """
        head = envelope[:_HEAD]
        cipher = self._ciphers.get(head)
        if cipher is None or len(envelope) < OVERHEAD:
            raise Tampered
        try:
            return cipher.decrypt(envelope[_HEAD:_BODY], envelope[_BODY:], head + bound)
        except InvalidTag as error:
            raise Tampered from error

    def is_current(self, envelope: bytes) -> bool:
        """Tell whether an envelope is under the current key; the others are to be sealed anew."""
        return envelope[:_HEAD] == self._head


def _head(key: Key) -> bytes:
    suite = _SM4_SUITE if len(key.secret) == _SM4_BYTES else _AES_SUITE
    return suite + key.number.to_bytes(2)


def _cipher(key: Key) -> Cipher:
    return Sm4Gcm(key.secret) if len(key.secret) == _SM4_BYTES else AESGCM(key.secret)
