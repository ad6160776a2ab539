"""Put seals into a PDF as incremental updates (ISO 32000-1, 7.5.6 and 12.8).

Every seal is a signature field whose value covers the whole file as it was then, but for the hex
of the seal itself. The field's widget is invisible, as the seal's picture is printed already, and
has what ISO 19005-1 asks of one: the print flag and an appearance.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from hub.crypto.digests import sm3
from hub.documents.paper import DocumentError, Stamp
from hub.documents.trailers import Update, entry, read

FILTER, SUB_FILTER = "Hub.Seal", "GBT.38540"
PROPERTY = "ByteRange"
MOST_ROOM = 65_535  # bytes in a string (ISO 19005-1, 6.1.12)
_BLANK = b"/ByteRange[0%s]" % (b" 0000000000" * 3)  # filled in without moving anything
_FLAGS = 132  # print, and locked
_EMPTY = b"<</Type/XObject/Subtype/Form/BBox[0 0 0 0]/Length 0>>\nstream\n\nendstream"


def seal_pdf(pdf: bytes, stamps: Sequence[Stamp]) -> bytes:
    """Return a PDF with one update a stamp, each covering all that came before it.

    Raises: DocumentError, of a seal that does not fit its room or a file that is not ours.
    """
    for stamp in stamps:
        pdf = _sealed(pdf, stamp)
    return pdf


def _sealed(pdf: bytes, stamp: Stamp) -> bytes:
    if stamp.room > MOST_ROOM:
        raise DocumentError("a seal may take 65535 bytes at most")
    update = Update(read(pdf))
    hole = _add_seal(update, stamp)
    return _filled(update.written(), hole, stamp)


def _add_seal(update: Update, stamp: Stamp) -> bytes:
    """Add the field and what hangs on it, and return the hole that the seal will fill."""
    form, fields = _form(update)
    hole = b"/Contents<" + b"0" * (2 * stamp.room) + b">"
    value = update.add(_value(stamp, hole))
    appearance = update.add(_EMPTY)
    page = update.file.first_page()
    field = update.add(_field(len(fields), page, value, appearance))
    fields.append(field)
    _list_field(update, form, fields)
    _annotate(update, page, field)
    return hole


def _form(update: Update) -> tuple[int | None, list[int]]:
    form = entry(update.file.object(update.file.root), b"AcroForm")
    if form is None:
        return None, []
    number = int(form.split()[0])
    fields = entry(update.file.object(number), b"Fields") or b""
    return number, [int(it) for it in fields.strip(b"[]").split()[::3]]


def _list_field(update: Update, form: int | None, fields: list[int]) -> None:
    listed = b" ".join(b"%d 0 R" % it for it in fields)
    body = b"<</Fields[" + listed + b"]/SigFlags 3>>"
    if form is not None:
        update.change(form, body)
        return
    root = update.file.root
    added = b"/AcroForm %d 0 R>>" % update.add(body)
    update.change(root, update.file.object(root).removesuffix(b">>") + added)


def _annotate(update: Update, page: int, field: int) -> None:
    body = update.file.object(page)
    present = entry(body, b"Annots")
    if present is None:
        update.change(page, body.removesuffix(b">>") + b"/Annots[%d 0 R]>>" % field)
        return
    widened = present.removesuffix(b"]") + b" %d 0 R]" % field
    update.change(page, body.replace(b"/Annots" + present, b"/Annots" + widened))


def _field(count: int, page: int, value: int, appearance: int) -> bytes:
    return (
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal%d)/Rect[0 0 0 0]/F %d/P %d 0 R/V %d 0 R"
        b"/AP<</N %d 0 R>>>>"
    ) % (count + 1, _FLAGS, page, value, appearance)


def _value(stamp: Stamp, hole: bytes) -> bytes:
    name = b"\xfe\xff" + stamp.name.encode("utf-16-be")
    return (
        f"<</Type/Sig/Filter/{FILTER}/SubFilter/{SUB_FILTER}".encode()
        + _BLANK
        + hole
        + b"/Name<%s>/M(%s)>>" % (name.hex().encode(), _moment(stamp.made_at))
    )


def _moment(at: datetime) -> bytes:
    return f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z".encode()


def _filled(pdf: bytes, hole: bytes, stamp: Stamp) -> bytes:
    start = pdf.rindex(hole) + len(b"/Contents")
    end = start + 2 * stamp.room + 2
    span = b"/ByteRange[0 %010d %010d %010d]" % (start, end, len(pdf) - end)
    at = pdf.rindex(_BLANK, 0, start)
    pdf = pdf[:at] + span + pdf[at + len(_BLANK) :]
    der = stamp.sign(sm3(pdf[:start] + pdf[end:]), PROPERTY)
    if len(der) > stamp.room:
        raise DocumentError(f"a seal takes {len(der)} bytes and has room for {stamp.room}")
    return pdf[: start + 1] + der.hex().encode().ljust(2 * stamp.room, b"0") + pdf[end - 1 :]
