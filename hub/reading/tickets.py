"""Tickets: the links by which images and documents leave, sealed to one caller, for minutes."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from hub.audit.call import Call
from hub.crypto.opaque import Opaque
from hub.crypto.tampered import Tampered
from hub.errors import Kind, Refusal
from hub.licenses.sealed import DocumentFormat
from hub.reading.decide import DecidedCell, Row

LIFETIME: Final = timedelta(minutes=5)
PATH: Final = "/images/"
DOCUMENTS: Final = "/documents/"
PACKAGES: Final = "/packages/"
_KEY_BYTES, _TIME_BYTES, _NONCE_BYTES = 16, 8, 8


class LinkInvalid(Refusal):
    """A link that is not this caller's, has expired, or leads to nothing the caller may see."""

    kind = Kind.NOT_FOUND
    zh = "该链接无效或已过期"
    en = "This link is not valid, or has expired"


class Ticket(NamedTuple):
    """What a link leads to: one cell of one license, until a moment."""

    holder_key: UUID
    license_id: UUID
    expires_at: datetime
    name: str


class Tickets:
    """Makes and opens the links of one caller."""

    def __init__(self, opaque: Opaque, call: Call) -> None:
        """Bind links to a caller."""
        self._opaque = opaque
        self._bound = (b"image", call.name.encode())
        self._nonce = sha256(call.request_id.encode()).digest()[:_NONCE_BYTES]
        self._expires = int((call.moment + LIFETIME).timestamp())

    def link(self, row: Row, decided: DecidedCell) -> str:
        """Return the link of a cell, another one in every request, for each works once."""
        record, cell = row.record, decided.cell
        place = record["holder_key"].bytes + record["id"].bytes
        data = place + self._expires.to_bytes(_TIME_BYTES) + self._nonce + cell.name.encode()
        return PATH + self._opaque.seal(data, *self._bound)

    def open(self, text: str) -> Ticket:
        """Return what a link leads to.

        Raises: LinkInvalid.
        """
        try:
            data = self._opaque.open(text, *self._bound)
        except Tampered:
            raise LinkInvalid from None
        time_at, name_at = 2 * _KEY_BYTES, 2 * _KEY_BYTES + _TIME_BYTES
        return Ticket(
            UUID(bytes=data[:_KEY_BYTES]),
            UUID(bytes=data[_KEY_BYTES:time_at]),
            datetime.fromtimestamp(int.from_bytes(data[time_at:name_at]), UTC),
            data[name_at + _NONCE_BYTES :].decode(),
        )


class DocumentTicket(NamedTuple):
    """What a link leads to: the document of one license in one format, until a moment."""

    holder_key: UUID
    license_id: UUID
    expires_at: datetime
    kind: DocumentFormat


class DocumentLinks:
    """Makes and opens the links of one caller."""

    def __init__(self, opaque: Opaque, call: Call) -> None:
        """Bind links to a caller."""
        self._opaque = opaque
        self._bound = (b"document", call.name.encode())
        self._nonce = sha256(call.request_id.encode()).digest()[:_NONCE_BYTES]
        self._expires = int((call.moment + LIFETIME).timestamp())

    def link(self, holder_key: UUID, license_id: UUID, kind: DocumentFormat) -> str:
        """Return a link that works once."""
        place = holder_key.bytes + license_id.bytes + self._expires.to_bytes(_TIME_BYTES)
        sealed = self._opaque.seal(place + self._nonce + kind.value.encode(), *self._bound)
        return DOCUMENTS + sealed

    def open(self, text: str) -> DocumentTicket:
        """Return what a link leads to.

        Raises: LinkInvalid.
        """
        try:
            data = self._opaque.open(text, *self._bound)
        except Tampered:
            raise LinkInvalid from None
        time_at, kind_at = 2 * _KEY_BYTES, 2 * _KEY_BYTES + _TIME_BYTES
        return DocumentTicket(
            UUID(bytes=data[:_KEY_BYTES]),
            UUID(bytes=data[_KEY_BYTES:time_at]),
            datetime.fromtimestamp(int.from_bytes(data[time_at:kind_at]), UTC),
            DocumentFormat(data[kind_at + _NONCE_BYTES :].decode()),
        )


class Followed(NamedTuple):
    """What a link leads to: a thing by its keys, until a moment."""

    keys: tuple[UUID, ...]
    expires_at: datetime


class Links:
    """Makes and opens the links of one caller to one kind of file."""

    def __init__(self, opaque: Opaque, call: Call, path: str) -> None:
        """Bind links to a caller and to where they are followed."""
        self._opaque = opaque
        self._path = path
        self._bound = (path.encode(), call.name.encode())
        self._nonce = sha256(call.request_id.encode()).digest()[:_NONCE_BYTES]
        self._expires = int((call.moment + LIFETIME).timestamp())

    def link(self, *keys: UUID) -> str:
        """Return a link that works once."""
        data = self._expires.to_bytes(_TIME_BYTES) + self._nonce
        place = b"".join(key.bytes for key in keys)
        return self._path + self._opaque.seal(data + place, *self._bound)

    def open(self, text: str, moment: datetime) -> Followed:
        """Return what a link leads to at a moment.

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
        starts = range(0, len(place), _KEY_BYTES)
        keys = tuple(UUID(bytes=place[at : at + _KEY_BYTES]) for at in starts)
        return Followed(keys, expires_at)
