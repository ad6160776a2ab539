"""The hub's secret keys: the first of each use is current, the others still open what is old."""

import os
import secrets
from enum import StrEnum
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from hub.crypto import sm2
from hub.errors import Kind, Refusal

_KEY_BYTES = 32
_SIV_BYTES = 64  # AES-256-SIV holds two keys


class Use(StrEnum):
    """What a key is for; a key never serves two uses."""

    DATA = "data"  # envelopes of cells and documents
    INDEX = "index"  # lookup hashes of holders
    SIV = "siv"  # global ids and cursors
    TOKEN = "token"  # noqa: S105 - a use: the demonstration's own identity provider

    LOG = "log"  # checkpoints of the transparency log
    OAUTH = "oauth"  # access tokens that the hub gives to clients of organizations
    EXCHANGE = "exchange"  # what the hub sends to the platforms that it exchanges with


ADDED_SINCE = frozenset({Use.LOG, Use.OAUTH, Use.EXCHANGE})
"""Uses that a keyring of an earlier version of the hub does not know yet."""


class KeyringIncomplete(Refusal):
    """A keyring of an earlier version lacks keys of a use that has come since."""

    kind = Kind.INVALID
    zh = "密钥文件缺少用途 {uses} 的密钥；请运行 hub keys complete 补齐"
    en = "The keyring has no keys for {uses}; add them with: hub keys complete"


class Key(msgspec.Struct, frozen=True):
    """A secret with the number that data sealed under it carries."""

    number: int
    secret: bytes

    def __repr__(self) -> str:
        """Return the number alone: a secret is never shown."""
        return f"Key({self.number})"


Keys = tuple[Key, ...]


class Keyring(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All keys of a hub; of each use the first is current."""

    data: Keys
    index: Keys
    siv: Keys
    token: Keys
    log: Keys = ()
    oauth: Keys = ()
    exchange: Keys = ()

    def __post_init__(self) -> None:
        """Refuse a keyring that could not be used."""
        for use in Use:
            _check(use, self.of(use))

    def of(self, use: Use) -> Keys:
        """Return the keys of a use, the current one first."""
        keys: Keys = getattr(self, use.value)
        return keys


def create_keyring() -> Keyring:
    """Make a keyring of fresh keys, one of each use."""
    return Keyring(**{use.value: (Key(1, _secret(use)),) for use in Use})


def rotate(keyring: Keyring, use: Use) -> Keyring:
    """Put a fresh key in front of a use; what is sealed under the others still opens."""
    keys = keyring.of(use)
    fresh = Key(max(key.number for key in keys) + 1, _secret(use))
    return msgspec.structs.replace(keyring, **{use.value: (fresh, *keys)})


def retire(keyring: Keyring, use: Use, number: int) -> Keyring:
    """Take a key away once nothing rests on it; the current one stays.

    Raises: ValueError, where the use has no such key or it is the current one.
    """
    current, *others = keyring.of(use)
    kept = tuple(key for key in others if key.number != number)
    if len(kept) == len(others):
        raise ValueError(number)
    return msgspec.structs.replace(keyring, **{use.value: (current, *kept)})


def complete(keyring: Keyring) -> Keyring:
    """Add a key of each use that an earlier version did not know; those at hand stay."""
    fresh = {use.value: (Key(1, _secret(use)),) for use in _lacking(keyring)}
    return msgspec.structs.replace(keyring, **fresh)


def load_keyring(path: Path) -> Keyring:
    """Read a keyring from its file.

    Raises: KeyringIncomplete.
    """
    keyring = read_keyring(path)
    if lacking := _lacking(keyring):
        raise KeyringIncomplete(uses=", ".join(lacking))
    return keyring


def read_keyring(path: Path) -> Keyring:
    """Read a keyring as it is, also one that is to be completed."""
    return msgspec.json.decode(path.read_bytes(), type=Keyring)


def own_keyring(path: Path) -> Keyring:
    """Read a keyring from its file, or make it there: for the demonstration and trials."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        store_keyring(create_keyring(), path)
    elif _lacking(keyring := read_keyring(path)):
        store_keyring(complete(keyring), path)
    return load_keyring(path)


def store_keyring(keyring: Keyring, path: Path) -> None:
    """Write a keyring for its owner's eyes only, whole or not at all."""
    store_private(msgspec.json.format(msgspec.json.encode(keyring)), path)


def store_private(data: bytes, path: Path) -> None:
    """Write a file for its owner's eyes only, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _secret(use: Use) -> bytes:
    if use in {Use.TOKEN, Use.OAUTH}:
        scalar = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        return scalar.to_bytes(_KEY_BYTES)
    if use is Use.EXCHANGE:
        return sm2.generate()
    return secrets.token_bytes(_SIV_BYTES if use is Use.SIV else _KEY_BYTES)


def _lacking(keyring: Keyring) -> list[Use]:
    return [use for use in Use if not keyring.of(use)]


def _check(use: Use, keys: Keys) -> None:
    """Refuse a use without a key, a number used twice, and a secret of the wrong length."""
    if not keys and use in ADDED_SINCE:
        return
    if not keys or len({key.number for key in keys}) < len(keys):
        raise ValueError(use)
    if any(len(key.secret) not in _lengths(use) or not 0 < key.number < 1 << 16 for key in keys):
        raise ValueError(use)


def _lengths(use: Use) -> tuple[int, ...]:
    """Return the lengths a secret may have; a data key of 16 bytes means SM4 (see envelope)."""
    match use:
        case Use.SIV:
            return (_SIV_BYTES,)
        case Use.DATA:
            return (_KEY_BYTES, _KEY_BYTES // 2)
        case _:
            return (_KEY_BYTES,)
