"""The links by which images and files leave: sealed to one caller, good once, for minutes."""

from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.once import Once
from hub.crypto.opaque import Opaque
from hub.crypto.tampered import Tampered
from hub.errors import Kind, Refusal
from hub.policy.facts import Purpose

LIFETIME: Final = timedelta(minutes=5)
IMAGES: Final = "/images/"
DOCUMENTS: Final = "/documents/"
PACKAGES: Final = "/packages/"
_KEY_BYTES, _TIME_BYTES, _NONCE_BYTES = 16, 8, 8


class LinkInvalid(Refusal):
    """A link that is not this caller's, has expired, or leads to nothing the caller may see."""

    kind = Kind.NOT_FOUND
    zh = "该链接无效或已过期"
    en = "This link is not valid, or has expired"


class Followed(NamedTuple):
    """What a link leads to: a part of a thing by its keys, until a moment."""

    keys: tuple[UUID, ...]
    expires_at: datetime
    part: str


class _Sealed(msgspec.Struct, frozen=True, array_like=True):
    """Which part is meant, and the purpose that the link was given for."""

    part: str
    purpose: Purpose | None


def once_of(text: str, followed: Followed) -> Once:
    """Return what uses a link up."""
    return Once(sha256(text.encode()).digest(), followed.expires_at)


class Links:
    """Makes and opens the links of one caller to one kind of file."""

    def __init__(self, opaque: Opaque, call: Call, path: str) -> None:
        """Bind links to a caller and to where they are followed."""
        self._opaque = opaque
        self._path = path
        self._call = call

    @cached_property
    def _bound(self) -> tuple[bytes, bytes]:
        return self._path.encode(), self._call.name.encode()

    @cached_property
    def _beginning(self) -> bytes:
        expires = int((self._call.moment + LIFETIME).timestamp())
        nonce = sha256(self._call.request_id.encode()).digest()[:_NONCE_BYTES]
        return expires.to_bytes(_TIME_BYTES) + nonce

    def link(self, *keys: UUID, part: str = "") -> str:
        """Return a link, another one in every request, for each works once."""
        place = bytes((len(keys),)) + b"".join(key.bytes for key in keys)
        data = self._beginning + place + msgspec.json.encode(_Sealed(part, self._call.purpose))
        return self._path + self._opaque.seal(data, *self._bound)

    def open(self, text: str, moment: datetime) -> Followed:
        """Return what a link leads to at a moment.

        A browser states no purpose: it follows a link for the one that this was given for.

        Raises: LinkInvalid.
        """
        try:
            data = self._opaque.open(text, *self._bound)
        except Tampered:
            raise LinkInvalid from None
        expires_at = datetime.fromtimestamp(int.from_bytes(data[:_TIME_BYTES]), UTC)
        if expires_at <= moment:
            raise LinkInvalid
        place = data[_TIME_BYTES + _NONCE_BYTES :]
        end = 1 + place[0] * _KEY_BYTES
        keys = tuple(UUID(bytes=place[at : at + _KEY_BYTES]) for at in range(1, end, _KEY_BYTES))
        sealed = msgspec.json.decode(place[end:], type=_Sealed)
        if self._call.by_browser:
            self._call.purpose = self._call.purpose or sealed.purpose
        return Followed(keys, expires_at, sealed.part)
