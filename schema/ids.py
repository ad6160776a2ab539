"""Global ids and cursors: sealed text that carries nothing and cannot be forged."""

from collections.abc import Callable, Sequence
from enum import Enum
from hashlib import sha256
from uuid import UUID

import msgspec

from hub.crypto.opaque import Opaque
from hub.crypto.tampered import Tampered
from hub.errors import Kind, Refusal

_CURSOR_BYTES = 32


class IdInvalid(Refusal):
    """An id that this hub did not give out."""

    kind = Kind.INVALID
    zh = "该 ID 无效"
    en = "This id is not valid"


class CursorOutdated(Refusal):
    """A cursor of another caller or another list, or of a list whose policy has changed since."""

    kind = Kind.CONFLICT
    zh = "该游标不适用于此查询或已失效，请从头查询"
    en = "This cursor belongs to another query or is out of date; start again from the beginning"


class Named(Enum):
    """The kinds of things that have global ids."""

    LICENSE = b"L"
    GRANT = b"G"
    REQUEST = b"R"
    CONSENT = b"C"
    ASK = b"A"
    DELEGATION = b"D"
    PRESENTATION = b"S"
    OFFLINE_PASS = b"F"
    OVERSIGHT = b"V"
    ENTRY = b"E"
    ORGANIZATION = b"O"
    PERSON = b"P"
    BATCH = b"B"
    NOTICE = b"N"
    PARTNER = b"U"
    MAKING = b"M"
    COPY = b"Y"
    CASE_FILE = b"K"
    OBJECTION = b"J"
    CORRECTION = b"c"
    DELIVERY = b"X"
    FINDING = b"f"
    ORDER = b"w"
    PUBLIC_NOTICE = b"q"
    OFFICE = b"o"


class GlobalIds:
    """Seals and opens global ids and cursors."""

    def __init__(self, opaque: Opaque) -> None:
        """Take the sealing keys."""
        self._opaque = opaque

    def of(self, kind: Named, *keys: UUID) -> str:
        """Return the id of a thing that lies under some keys."""
        return self._opaque.seal(kind._value_ + b"".join([key.bytes for key in keys]), b"id")

    def of_code(self, kind: Named, code: str) -> str:
        """Return the id of a thing that has a code."""
        return self._opaque.seal(kind.value + code.encode(), b"id")

    def open(self, text: str) -> tuple[Named, bytes]:
        """Return what an id names.

        Raises: IdInvalid.
        """
        try:
            opened = self._opaque.open(text, b"id")
            return Named(opened[:1]), opened[1:]
        except (Tampered, ValueError):
            raise IdInvalid from None

    def keys(self, text: str, kind: Named) -> Sequence[UUID]:
        """Return the keys in an id of one kind.

        Raises: IdInvalid.
        """
        named, opened = self.open(text)
        if named is not kind or len(opened) % 16:
            raise IdInvalid
        return [UUID(bytes=opened[at : at + 16]) for at in range(0, len(opened), 16)]

    def cursor(self, place: UUID, *bound: object) -> str:
        """Return the cursor of a place in a list; it fits that list and that caller alone."""
        return self.cursors(*bound)(place)

    def cursors(self, *bound: object) -> Callable[[UUID], str]:
        """Return what makes the cursors of one list for one caller."""
        digest = _digest(bound)
        return lambda place: self._opaque.seal(place.bytes, b"cursor", digest, size=_CURSOR_BYTES)

    def place(self, cursor: str, *bound: object) -> UUID:
        """Return the place that a cursor marks.

        Raises: CursorOutdated.
        """
        try:
            return UUID(bytes=self._opaque.open(cursor, b"cursor", _digest(bound)))
        except (Tampered, ValueError):
            raise CursorOutdated from None


def _digest(bound: object) -> bytes:
    return sha256(msgspec.json.encode(bound, enc_hook=str)).digest()
