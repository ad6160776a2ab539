"""SM3 digests, and the keyed hashes by which a holder is found without storing the number."""

import unicodedata
from functools import lru_cache

import msgspec
from cryptography.hazmat.primitives import hashes, hmac

from hub.crypto.keyring import Key, Keys

_BEGUN = hashes.Hash(hashes.SM3())  # a copy costs less than to begin anew


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest (GB/T 32905)."""
    digest = _BEGUN.copy()
    digest.update(data)
    return digest.finalize()


def hmac_sm3(secret: bytes, data: bytes) -> bytes:
    """Return the HMAC with SM3."""
    code = _keyed(secret).copy()
    code.update(data)
    return code.finalize()


@lru_cache(maxsize=16)
def _keyed(secret: bytes) -> hmac.HMAC:
    return hmac.HMAC(secret, hashes.SM3())


class LookupHash(msgspec.Struct, frozen=True):
    """What a holder is found by: a keyed hash and the number of its key."""

    digest: bytes
    key_version: int


class HolderIndex:
    """Hashes holder codes under the index keys."""

    def __init__(self, keys: Keys) -> None:
        """Take the index keys, the current one first."""
        self._keys = keys

    def current(self, code_type: str, code: str) -> LookupHash:
        """Return the hash under which a holder is stored."""
        return _lookup_hash(self._keys[0], code_type, code)

    def every(self, code_type: str, code: str) -> list[LookupHash]:
        """Return the hash under each key, the current one first: a row may not be rotated yet."""
        return [_lookup_hash(key, code_type, code) for key in self._keys]


def normalized(code: str) -> str:
    """Return a holder code as it is compared: half-width, capitals, without spaces."""
    return "".join(unicodedata.normalize("NFKC", code).upper().split())


def _lookup_hash(key: Key, code_type: str, code: str) -> LookupHash:
    named = f"{code_type}:{normalized(code)}".encode()
    return LookupHash(hmac_sm3(key.secret, named), key.number)
