"""Draw on the pages of an OFD: text with the place of every sign, rules and pictures.

All lengths are millimetres, from the top left. Signs are as wide as their East Asian width says, a
whole em or half of one: so they are in the fonts named, and another font is put in their places.
"""

from math import cos, radians, sin
from unicodedata import east_asian_width

import msgspec

from hub.documents.markup import file, tag, text
from hub.documents.pictures import suffix

SONG, HEI = 1, 2
FONTS = {SONG: "宋体", HEI: "黑体"}
_WIDE, _NARROW = 1.0, 0.5
_ASCENT = 0.86
_FIRST_FREE = 10


def width(line: str, size: float) -> float:
    """Return how wide a line is."""
    return sum(map(_advance, line)) * size


def wrapped(value: str, size: float, room: float) -> list[str]:
    """Break a text into lines that are no wider than the room; a sign is never lost."""
    lines: list[str] = []
    for paragraph in value.replace("\r\n", "\n").split("\n"):
        line, used = "", 0.0
        for sign in paragraph:
            step = _advance(sign) * size
            if line and used + step > room:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + sign, used + step
        lines.append(line)
    return lines


def _advance(sign: str) -> float:
    return _WIDE if east_asian_width(sign) in "WFA" else _NARROW


class Box(msgspec.Struct, frozen=True):
    """A place on a page."""

    x: float
    y: float
    width: float
    height: float

    def __str__(self) -> str:
        """Write the place as OFD does."""
        return " ".join(_figure(it) for it in (self.x, self.y, self.width, self.height))


class Canvas:
    """The pages of one document, with the pictures that are on them."""

    def __init__(self, size: Box) -> None:
        """Begin with no page."""
        self.size = size
        self.pages: list[list[str]] = []
        self.pictures: dict[bytes, int] = {}
        self.last_id = _FIRST_FREE

    def text(self, page: int, at: tuple[float, float], line: str, **style: object) -> None:
        """Write one line; `at` is the top left of its first sign."""
        size = float(str(style.get("size", 4.0)))
        color, font = str(style.get("color", "29 29 31")), style.get("font", SONG)
        if not line:
            return
        turn = float(str(style.get("turn", 0)))
        steps = " ".join(_figure(_advance(sign) * size) for sign in line[:-1])
        code = tag(
            "TextCode",
            text(line),
            X=0,
            Y=_figure(_ASCENT * size),
            **({"DeltaX": steps} if steps else {}),
        )
        long, rise = width(line, size), width(line, size) * sin(radians(-turn))
        place = Box(at[0], at[1] - rise, long, size * 1.3 + rise)
        turned = {"CTM": _turned(turn, rise)} if turn else {}
        self._draw(
            page,
            "TextObject",
            tag("FillColor", Value=color) + code,
            Boundary=place,
            Font=font,
            Size=_figure(size),
            **turned,
        )

    def lower(self, page: int) -> None:
        """Put what was drawn last on a page below all else on it."""
        self.pages[page].insert(0, self.pages[page].pop())

    def rule(self, page: int, place: Box, color: str, thick: float) -> None:
        """Draw a line, or the outline of a box if the place has both a width and a height."""
        right, down = _figure(place.width), _figure(place.height)
        outline = f"M 0 0 L {right} 0 L {right} {down} L 0 {down} C"
        path = outline if place.width and place.height else f"M 0 0 L {right} {down}"
        inner = tag("StrokeColor", Value=color) + tag("AbbreviatedData", path)
        self._draw(page, "PathObject", inner, Boundary=place, LineWidth=_figure(thick))

    def picture(self, page: int, place: Box, picture: bytes) -> None:
        """Draw a picture; one that is drawn twice is kept once."""
        if picture not in self.pictures:
            self.pictures[picture] = self.next_id()
        scale = f"{_figure(place.width)} 0 0 {_figure(place.height)} 0 0"
        number = self.pictures[picture]
        self._draw(page, "ImageObject", "", Boundary=place, CTM=scale, ResourceID=number)

    def next_id(self) -> int:
        """Return a number that nothing in the document has."""
        self.last_id += 1
        return self.last_id

    def content(self, page: int) -> bytes:
        """Return the file of one page."""
        area = tag("Area", tag("PhysicalBox", str(self.size)))
        layer = tag("Layer", *self.pages[page], ID=self.next_id(), Type="Body")
        return file("Page", area, tag("Content", layer))

    def name(self, picture: bytes) -> str:
        """Name the file of a picture."""
        return f"Image_{self.pictures[picture]}.{suffix(picture)}"

    def _draw(self, page: int, kind: str, inner: str, **attributes: object) -> None:
        while len(self.pages) <= page:
            self.pages.append([])
        self.pages[page].append(tag(kind, inner, ID=self.next_id(), **attributes))


def _turned(degrees: float, rise: float) -> str:
    """Write a turn to the left, whose start is moved down so that its end stays in the box."""
    across, down = cos(radians(degrees)), sin(radians(degrees))
    return " ".join(_figure(it) for it in (across, down, -down, across, 0, rise))


def _figure(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
