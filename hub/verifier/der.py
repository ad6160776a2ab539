"""Read DER strictly (X.690): shortest lengths, canonical integers, nothing left over."""

import re
from datetime import UTC, datetime

BOOLEAN, INTEGER, BITS, OCTETS, OID = 0x01, 0x02, 0x03, 0x04, 0x06
UTF8, PRINTABLE, IA5, UTC_TIME, TIME = 0x0C, 0x13, 0x16, 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31
LONG = 0x80
MOST_LENGTH_BYTES = 4
MANY_TAGS = 0x1F
TEXTS = {UTF8: "utf-8", PRINTABLE: "ascii", IA5: "ascii"}
PIVOT = 50  # of the two-digit years of UTCTime (RFC 5280, 4.1.2.5.1)


class DerError(ValueError):
    """It is not the one DER encoding of what it says."""


class Reader:
    """Reads one value after another; `end` demands that none is left."""

    def __init__(self, data: bytes) -> None:
        """Begin at the first byte."""
        self._data, self._at = data, 0

    def peek(self) -> int | None:
        """Return the next tag, if there is another value."""
        return self._data[self._at] if self._at < len(self._data) else None

    def raw(self, *tags: int) -> bytes:
        """Take the next value whole, with tag and length."""
        start = self._at
        self.take(*tags)
        return self._data[start : self._at]

    def take(self, *tags: int) -> bytes:
        """Take the contents of the next value, of one of the tags (any, if none is named)."""
        tag = self.peek()
        if tag is None or (tags and tag not in tags) or tag & MANY_TAGS == MANY_TAGS:
            raise DerError("another tag is expected")
        start, size = self._length(self._at + 1)
        if start + size > len(self._data):
            raise DerError("cut short")
        self._at = start + size
        return self._data[start : self._at]

    def _length(self, at: int) -> tuple[int, int]:
        first = self._data[at] if at < len(self._data) else LONG
        if first < LONG:
            return at + 1, first
        end = at + 1 + (first & ~LONG)
        size = int.from_bytes(self._data[at + 1 : end], "big")
        shortest = size >= LONG and self._data[at + 1]
        if not (at + 1 < end <= len(self._data) and end - at <= MOST_LENGTH_BYTES and shortest):
            raise DerError("not the shortest length")
        return end, size

    def inside(self, tag: int = SEQUENCE) -> "Reader":
        """Take the next value and read inside it."""
        return Reader(self.take(tag))

    def end(self) -> None:
        """Demand that nothing is left."""
        if self._at != len(self._data):
            raise DerError("something is left over")

    def integer(self) -> int:
        """Take an integer in its shortest form."""
        raw = self.take(INTEGER)
        if not raw or (len(raw) > 1 and raw[0] in {0, 0xFF} and raw[0] >> 7 == raw[1] >> 7):
            raise DerError("not the shortest integer")
        return int.from_bytes(raw, "big", signed=True)

    def oid(self) -> str:
        """Take an object identifier, in its dotted form."""
        raw = self.take(OID)
        if not raw or raw[-1] & LONG or re.search(rb"(?:^|[\x00-\x7f])\x80", raw, re.DOTALL):
            raise DerError("not an object identifier")
        arcs, value = [], 0
        for byte in raw:
            value = value << 7 | byte & ~LONG
            if not byte & LONG:
                arcs.append(value)
                value = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))

    def bits(self) -> bytes:
        """Take a bit string of whole bytes."""
        raw = self.take(BITS)
        if not raw or raw[0]:
            raise DerError("not whole bytes")
        return raw[1:]

    def boolean(self) -> bool:
        """Take a truth value, which DER writes in one way each."""
        raw = self.take(BOOLEAN)
        if raw not in {b"\0", b"\xff"}:
            raise DerError("not a boolean")
        return raw != b"\0"

    def text(self, *tags: int) -> str:
        """Take a text of one of the kinds known here."""
        tag = self.peek()
        raw = self.take(*(tags or TEXTS))
        return raw.decode(TEXTS[tag or UTF8])

    def moment(self, *tags: int) -> datetime:
        """Take a moment in UTC with its seconds, as DER and RFC 5280 want it."""
        tag = self.peek()
        digits = self.take(*(tags or (UTC_TIME, TIME))).decode("ascii")
        if tag == UTC_TIME:
            digits = ("20" if digits[:2] < str(PIVOT) else "19") + digits
        if not re.fullmatch(r"[0-9]{14}Z", digits):
            raise DerError("not a moment")
        return datetime.strptime(digits, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
