"""Checkpoints as signed notes (C2SP tlog-checkpoint and signed-note), signed with Ed25519."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ED25519 = b"\x01"
"""The signature type of signed notes."""


class Head(msgspec.Struct, frozen=True):
    """What a checkpoint says: how many leaves, their root, and the last closed day."""

    size: int
    root: bytes
    day: tuple[int, bytes] | None = None
    """Its number and its leaf's hash: an extension line, which pins the chain of days."""


class Signer:
    """Signs checkpoints of one log; with every key held, so that former verifiers go on."""

    def __init__(self, origin: str, secrets: Sequence[bytes]) -> None:
        """Take the log's name and its Ed25519 keys, the current one first."""
        self.origin = origin
        self._secrets = secrets
        self._keys = [
            (Ed25519PrivateKey.from_private_bytes(key), _key_hash(origin, ED25519 + _public(key)))
            for key in secrets
        ]

    def verifiers(self) -> str:
        """Return the public keys, one a line, the current one first."""
        return "".join(f"{verifier_key(self.origin, key)}\n" for key in self._secrets)

    def checkpoint(self, head: Head) -> str:
        """Write a checkpoint and sign it."""
        text = f"{self.origin}\n{head.size}\n{_text(head.root)}\n"
        if head.day is not None:
            number, leaf = head.day
            text += f"day {number} {_text(leaf)}\n"
        signed = (key_hash + key.sign(text.encode()) for key, key_hash in self._keys)
        return text + "\n" + "".join(f"— {self.origin} {_text(each)}\n" for each in signed)


def verifier_key(name: str, secret: bytes) -> str:
    """Return the public key as verifiers take it: name, key hash and key, joined by `+`."""
    key = ED25519 + _public(secret)
    return f"{name}+{_key_hash(name, key).hex()}+{_text(key)}"


def _key_hash(name: str, key: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + key).digest()[:4]


def _public(secret: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
