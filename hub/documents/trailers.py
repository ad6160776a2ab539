"""Read where the objects of a PDF lie, and add an update after its end (ISO 32000-1, 7.5).

Only what `typeset` and `seal_pdf` write is read: classic cross-reference tables, and objects that
are dictionaries written out. Anything else is refused.
"""

import re

import msgspec

from hub.documents.paper import DocumentError

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TRAILER = re.compile(rb"trailer\s*(<<.*?>>)\s*startxref", re.DOTALL)
_HEADER = re.compile(rb"\d+ 0 obj\s")
_SECTION = re.compile(rb"(\d+) (\d+)\s+((?:\d{10} \d{5} [nf]\s{1,2})+)")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_IN_USE = b"n"


class Offsets(msgspec.Struct, frozen=True):
    """A PDF with the place of each of its objects, the newest of each."""

    data: bytes
    places: dict[int, int]
    trailer: bytes
    start: int

    @property
    def root(self) -> int:
        """Return the number of the catalog."""
        return _number(entry(self.trailer, b"Root"))

    @property
    def size(self) -> int:
        """Return the first number that no object has."""
        return int(entry(self.trailer, b"Size") or 0)

    def object(self, number: int) -> bytes:
        """Return what an object that is no stream says."""
        at = self.places.get(number)
        header = _HEADER.match(self.data, at or 0)
        if at is None or header is None:
            raise DocumentError(f"object {number} is not where the table says")
        return self.data[header.end() : self.data.index(b"endobj", at)].strip()

    def first_page(self) -> int:
        """Return the number of the first page, going down the tree of pages."""
        number = _number(entry(self.object(self.root), b"Pages"))
        while kids := entry(self.object(number), b"Kids"):
            number = _number(kids.strip(b"["))
        return number


class Update:
    """Objects to be written after the end of a file."""

    def __init__(self, file: Offsets) -> None:
        """Take the file that is updated."""
        self.file = file
        self._objects: dict[int, bytes] = {}
        self._next = file.size

    def add(self, body: bytes) -> int:
        """Add an object and return its number."""
        number, self._next = self._next, self._next + 1
        self.change(number, body)
        return number

    def change(self, number: int, body: bytes) -> None:
        """Say something else of an object."""
        self._objects[number] = body

    def written(self) -> bytes:
        """Return the file with the update, its table and its trailer."""
        out = bytearray(self.file.data)
        if not out.endswith(b"\n"):
            out += b"\n"
        table = bytearray(b"xref\n0 1\n0000000000 65535 f \n")
        for number, body in sorted(self._objects.items()):
            table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        kept = b"".join(
            b"/%s %s" % (key, value)
            for key in (b"Root", b"Info", b"ID")
            if (value := entry(self.file.trailer, key)) is not None
        )
        trailer = b"trailer\n<</Size %d%s/Prev %d>>\n" % (self._next, kept, self.file.start)
        return bytes(out + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(out))


def read(pdf: bytes) -> Offsets:
    """Find the objects of a PDF, following its tables from the last one back.

    Raises: DocumentError.
    """
    found = _START.search(pdf)
    if found is None:
        raise DocumentError("the file does not end as a PDF does")
    start = int(found[1])
    places: dict[int, int] = {}
    trailer, before = _table(pdf, start, places)
    while before is not None:
        _, before = _table(pdf, before, places)
    return Offsets(pdf, places, trailer, start)


def _table(pdf: bytes, start: int, places: dict[int, int]) -> tuple[bytes, int | None]:
    trailer = _TRAILER.search(pdf, start)
    if trailer is None or pdf[start : start + 4] != b"xref":
        raise DocumentError("the file has no table of its objects")
    for first, _, lines in _SECTION.findall(pdf[start : trailer.start()]):
        for number, line in enumerate(lines.splitlines(), int(first)):
            if line[17:18] == _IN_USE:
                places.setdefault(number, int(line[:10]))
    previous = entry(trailer[1], b"Prev")
    before = int(previous) if previous else None
    if before is not None and before >= start:
        raise DocumentError("the tables of the file do not lead back")
    return trailer[1], before


def entry(body: bytes, key: bytes) -> bytes | None:
    """Return what a dictionary says under a key: a list, a reference or a number."""
    found = re.search(rb"/" + key + rb"\s*(\[[^\]]*\]|\d+ 0 R|\d+)", body)
    return found[1] if found else None


def _number(reference: bytes | None) -> int:
    found = _REFERENCE.match(reference or b"")
    if found is None:
        raise DocumentError("a reference is missing")
    return int(found[1])
