"""Lay a sheet out on the pages of an OFD: heading, rows, portraits, seals, footer and mark."""

import msgspec

from hub.documents.canvas import HEI, Box, Canvas, width, wrapped
from hub.documents.paper import Paper
from hub.documents.pictures import qr_picture
from hub.documents.sheet import Row, Sheet, Words, sheet_of

RED, GOLD, BLUE, INK = "181 18 27", "176 141 60", "31 78 121", "29 29 31"
FAINT, HAIR, PALE = "107 107 112", "201 201 206", "241 222 222"
BODY, SMALL, TINY = 4.0, 2.8, 2.4
LEADING = 1.5
QR, SEAL, PORTRAIT = 26.0, 40.0, 28.0


class Look(msgspec.Struct, frozen=True):
    """How the pages of a template look."""

    size: Box
    label: str
    bilingual: bool = False
    ruled: bool = False
    headed: bool = False
    bordered: bool = False
    margin: float = 24.0
    bottom: float = 26.0
    label_width: float = 44.0


_UPRIGHT, _LYING = Box(0, 0, 210, 297), Box(0, 0, 297, 210)
LOOKS = {
    "plain": Look(_UPRIGHT, INK, ruled=True),
    "bilingual": Look(_UPRIGHT, INK, bilingual=True, ruled=True, label_width=52.0),
    "certificate": Look(_LYING, GOLD, bordered=True, margin=30.0, bottom=30.0),
    "permit": Look(_UPRIGHT, RED, headed=True),
}


def lay_out(paper: Paper) -> Canvas:
    """Return the pages of a paper, laid out as its template has it."""
    return _Flow(LOOKS[paper.template], paper).done()


class _Flow:
    """Goes down the pages, and on to the next where one is full."""

    def __init__(self, look: Look, paper: Paper) -> None:
        self.look, self.paper, self.sheet = look, paper, sheet_of(paper)
        self.canvas = Canvas(look.size)
        self.page, self.y = 0, look.margin
        self.left, self.right = look.margin, look.size.width - look.margin
        self.mark = _mark_lines(self.sheet, self.right - self.left)
        self.bottom = look.size.height - look.bottom - len(self.mark) * TINY * LEADING

    def done(self) -> Canvas:
        """Lay out everything, top to bottom, then what stands on each page."""
        self._heading()
        self._rows()
        self._issuing()
        for page in range(self.page + 1):
            self._edges(page)
        return self.canvas

    def _need(self, height: float) -> None:
        if self.y + height > self.bottom:
            self.page, self.y = self.page + 1, self.look.margin

    def _line(self, line: str, size: float, color: str = INK, font: int = HEI) -> None:
        """Write a line in the middle of the page and go below it."""
        for piece in wrapped(line, size, self.right - self.left):
            self._need(size * LEADING)
            x = (self.left + self.right - width(piece, size)) / 2
            self.canvas.text(self.page, (x, self.y), piece, size=size, color=color, font=font)
            self.y += size * LEADING

    def _heading(self) -> None:
        look, sheet = self.look, self.sheet
        if look.headed:
            for name in sheet.issuers:
                self._line(name, 7.4, RED)
            self._rule(RED, 0.7)
        self._line(sheet.title.zh, 10.0)
        self.y += 2
        if look.bilingual:
            self._line(sheet.title.en, 5.0, FAINT)
            self._rule(BLUE, 0.4)
        self._line(_pair(sheet.number, bilingual=look.bilingual), BODY)
        self.y += 1.5 * BODY

    def _rule(self, color: str, thick: float) -> None:
        place = Box(self.left, self.y, self.right - self.left, 0)
        self.canvas.rule(self.page, place, color, thick)
        self.y += 4

    def _rows(self) -> None:
        first, top = self.page, self.y
        room = self.right - (PORTRAIT + 6 if self.sheet.pictures else 0)
        for row in (*self.sheet.rows, self.sheet.valid):
            self._row(row, room)
        last, below = self.page, self.y
        self.page, self.y = first, top
        for words, picture in self.sheet.pictures:
            self._portrait(words, picture)
        self.page, self.y = max((self.page, self.y), (last, below))

    def _row(self, row: Row, room: float) -> None:
        look, start = self.look, self.left + self.look.label_width
        labels = [(it, BODY) for it in wrapped(row.label.zh, BODY, look.label_width - 4)]
        values = [(it, BODY) for it in wrapped(row.value.zh, BODY, room - start)]
        if look.bilingual:
            labels += [(it, SMALL) for it in wrapped(row.label.en, SMALL, look.label_width - 4)]
            if row.value.en != row.value.zh:
                values += [(it, SMALL) for it in wrapped(row.value.en, SMALL, room - start)]
        places = self._places(max(len(labels), len(values)))
        self._pieces(labels, places, self.left, look.label)
        self._pieces(values, places, start, INK)
        if look.ruled:
            place = Box(self.left, self.y, room - self.left, 0)
            self.canvas.rule(self.page, place, HAIR, 0.2)
        self.y += 1.6

    def _places(self, count: int) -> list[tuple[int, float]]:
        """Go down some lines, and return the page and height of each."""
        places = []
        for _ in range(count):
            self._need(BODY * LEADING)
            places.append((self.page, self.y))
            self.y += BODY * LEADING
        return places

    def _pieces(
        self, pieces: list[tuple[str, float]], places: list[tuple[int, float]], x: float, color: str
    ) -> None:
        """Write what belongs together one after the other, as a reader takes it out again."""
        for (line, size), (page, y) in zip(pieces, places, strict=False):
            shade = color if size == BODY else FAINT
            self.canvas.text(page, (x, y), line, size=size, color=shade)

    def _portrait(self, words: Words, picture: bytes) -> None:
        self._need(PORTRAIT * 1.35 + 6)
        place = Box(self.right - PORTRAIT, self.y, PORTRAIT, PORTRAIT * 1.35)
        self.canvas.picture(self.page, place, picture)
        self.y += place.height + 1
        label = f"{words.zh} {words.en}" if self.look.bilingual else words.zh
        for line in wrapped(label, SMALL, PORTRAIT):
            at = (place.x + (PORTRAIT - width(line, SMALL)) / 2, self.y)
            self.canvas.text(self.page, at, line, size=SMALL, color=FAINT)
            self.y += SMALL * LEADING
        self.y += 2

    def _issuing(self) -> None:
        """Put the code and the seals at the foot of the last page."""
        height = -(-max(1, len(self.sheet.issuers)) // 2) * (SEAL + 2)
        self._need(min(height, self.bottom - self.look.margin))
        self.y = max(self.y, self.bottom - height)
        place = Box(self.left, self.y + SEAL - QR - 6, QR, QR)
        self.canvas.picture(self.page, place, qr_picture(self.paper.qr))
        scan = self.sheet.scan
        note = f"{scan.zh} {scan.en}" if self.look.bilingual else scan.zh
        below = (place.x, place.y + QR + 0.5)
        self.canvas.text(self.page, below, note, size=TINY, color=FAINT)
        for at in range(len(self.sheet.issuers)):
            self._issuer(at)

    def _issuer(self, at: int) -> None:
        sheet, half = self.sheet, (self.right - self.left - QR - 10) / 2
        if at and at % 2 == 0:
            self.y += SEAL + 2
            self._need(SEAL)
        alone = at == len(sheet.issuers) - 1 and at % 2 == 0
        middle = self.left + QR + 10 + half * (1.5 if alone else 0.5 + at % 2)
        if at < len(self.paper.pictures):
            seal = Box(middle - SEAL / 2, self.y, SEAL, SEAL)
            self.canvas.picture(self.page, seal, self.paper.pictures[at])
        day = [sheet.issued.value.zh, *([sheet.issued.value.en] if self.look.bilingual else [])]
        y = self.y + SEAL / 2 - BODY * LEADING
        for line in (*wrapped(sheet.issuers[at], BODY, half), *day):
            place = (middle - width(line, BODY) / 2, y)
            self.canvas.text(self.page, place, line, size=BODY)
            y += BODY * LEADING

    def _edges(self, page: int) -> None:
        look, canvas, size = self.look, self.canvas, self.look.size
        if look.bordered:
            for inset, thick in ((10, 0.8), (12.5, 0.2), (15, 1.4), (17.5, 0.2)):
                place = Box(inset, inset, size.width - 2 * inset, size.height - 2 * inset)
                canvas.rule(page, place, GOLD, thick)
        y = self.bottom + 4
        for line in self.mark:
            canvas.text(page, (self.left, y), line, size=TINY, color=RED)
            y += TINY * LEADING
        told = f"{self.sheet.identifier.label.zh}：{self.sheet.identifier.value.zh}"
        canvas.text(page, (self.left, y), told, size=TINY, color=FAINT)
        count = f"第 {page + 1} 页 共 {self.page + 1} 页"
        at = (self.right - width(count, TINY), y)
        canvas.text(page, at, count, size=TINY, color=FAINT)
        if self.mark:
            across = (size.width / 2 - 34, size.height / 2 + 18)
            canvas.text(page, across, "存档副本", size=19, color=PALE, turn=-32)
            canvas.lower(page)


def _mark_lines(sheet: Sheet, room: float) -> list[str]:
    return [line for told in sheet.mark for line in wrapped(told, TINY, room)]


def _pair(row: Row, *, bilingual: bool) -> str:
    label = f"{row.label.zh} {row.label.en} " if bilingual else f"{row.label.zh}："
    return f"{label}{row.value.zh}"
