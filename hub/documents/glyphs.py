"""Know which characters the fonts have, so that a missing one shows and stays PDF/A.

ISO 19005-1 lets no text use the glyph `.notdef`; so what the fonts lack becomes a box of theirs.
"""

from functools import cache
from pathlib import Path
from struct import iter_unpack, unpack_from

from pylopdf_fonts_zh_cn import sans_path, serif_path

BOX = "\u25a1"
_GROUPS = 12  # the format of `cmap` that lists groups of characters (ISO/IEC 14496-22)
_LINE_ENDS = frozenset("\n")


@cache
def covered() -> frozenset[int]:
    """Return the characters that both fonts can show."""
    return frozenset(_characters(sans_path()) & _characters(serif_path()))


def printable(text: str) -> str:
    """Return a text with a box for each character that the fonts lack; line ends stay."""
    known = covered()
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(c if ord(c) in known or c in _LINE_ENDS else BOX for c in text)


def _characters(font: Path) -> set[int]:
    data = font.read_bytes()
    cmap = _table(data, b"cmap")
    count = unpack_from(">H", data, cmap + 2)[0]
    starts = (cmap + unpack_from(">I", data, cmap + 8 + 8 * at)[0] for at in range(count))
    found: set[int] = set()
    for start in starts:
        if unpack_from(">H", data, start)[0] == _GROUPS:
            groups = unpack_from(">I", data, start + 12)[0]
            listed = data[start + 16 : start + 16 + 12 * groups]
            for first, last, _ in iter_unpack(">III", listed):
                found.update(range(first, last + 1))
    return found


def _table(data: bytes, name: bytes) -> int:
    count = unpack_from(">H", data, 4)[0]
    for at in range(12, 12 + 16 * count, 16):
        if data[at : at + 4] == name:
            return int(unpack_from(">I", data, at + 8)[0])
    raise DocumentFontError(name.decode())


class DocumentFontError(LookupError):
    """A font lacks a table that every font has."""
