"""The keys under which licenses are written: cells, content comparisons, holders."""

from functools import lru_cache

import msgspec

from hub.crypto.digests import HolderIndex, hmac_sm3
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Keyring, Keys


class WritingKeys(msgspec.Struct, frozen=True):
    """Those keys of a hub under which licenses are written, as another process takes them."""

    data: Keys
    index: Keys


class LicenseKeys:
    """Seals cells, and hashes contents and holder codes so that they can be compared."""

    def __init__(self, keyring: Keyring | WritingKeys) -> None:
        """Take the data and index keys of a hub."""
        self.held = WritingKeys(keyring.data, keyring.index)
        self.envelopes = Envelopes(keyring.data)
        self.holders = HolderIndex(keyring.index)
        self._index = keyring.index

    def content_mac(self, content: bytes) -> bytes:
        """Return the keyed hash by which a version that comes again is known."""
        return hmac_sm3(self._index[0].secret, content)

    def number_macs(self, number: str) -> list[bytes]:
        """Return the keyed hashes by which a number is known, the current key's first."""
        return [hmac_sm3(key.secret, b"number:" + number.encode()) for key in self._index]

    def is_mac_of(self, mac: bytes, content: bytes) -> bool:
        """Tell whether a kept hash is of this content, under any key still held."""
        return any(hmac_sm3(key.secret, content) == mac for key in self._index)


license_keys = lru_cache(maxsize=4)(LicenseKeys)
"""Returns what seals and hashes under keys, made once for the same."""
