"""Seals in a PDF: what each covers, what independent readers see, and what stays PDF/A."""

import io
import re
from typing import Any

import pypdf
import pypdfium2
import pytest
from msgspec.structs import replace

from hub.crypto.digests import sm3
from hub.documents.paper import DocumentError
from hub.documents.pdf import MOST_ROOM, seal_pdf
from hub.documents.typesetting import typeset
from hub.policy.templates import TEMPLATES
from tests.hub.documents.papers import AT, MARK, paper, stamp
from tests.hub.documents.reading import pdf_text

RANGE = re.compile(rb"/ByteRange\[0 (\d{10}) (\d{10}) (\d{10})\]/Contents<")
NAMES = ("甲局", "乙局", "丙局")


def ranges(pdf: bytes) -> list[tuple[int, int, int]]:
    return [(int(it[1]), int(it[2]), int(it[3])) for it in RANGE.finditer(pdf)]


def test_each_seal_covers_all_that_came_before_but_itself() -> None:
    seen: list[tuple[bytes, str]] = []
    stamps = [stamp(name, seen) for name in NAMES]
    plain = typeset(paper())
    steps = [seal_pdf(plain, stamps[:count]) for count in range(4)]
    seen.clear()
    pdf = seal_pdf(plain, stamps)
    assert pdf == steps[3]
    assert [told for _, told in seen] == ["ByteRange"] * 3
    for at, (gap, rest, length) in enumerate(ranges(pdf)):
        whole = steps[at + 1]
        assert rest + length == len(whole)
        assert pdf.startswith(whole)
        assert whole.startswith(steps[at])
        assert (pdf[gap : gap + 1], pdf[rest - 1 : rest]) == (b"<", b">")
        assert gap > len(steps[at])
        digest = sm3(pdf[:gap] + pdf[rest : rest + length])
        assert seen[at][0] == digest
        der = b"\x30\x82" + digest + b"ByteRange"
        assert bytes.fromhex(pdf[gap + 1 : rest - 1].decode()).rstrip(b"\0") == der
        assert pdf[gap + 1 : rest - 1] == pdf[gap + 1 : rest - 1].lower()


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_readers_open_it_and_find_the_seals(template: str) -> None:
    pdf = seal_pdf(typeset(paper(template, mark=MARK)), [stamp(name) for name in NAMES])
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    fields = reader.get_fields() or {}
    values = [it["/V"] for it in fields.values()]
    assert [it["/Name"] for it in values] == list(NAMES)
    assert {(it["/Filter"], it["/SubFilter"], it["/M"]) for it in values} == {
        ("/Hub.Seal", "/GBT.38540", f"D:{AT:%Y%m%d%H%M%S}Z")
    }
    assert pdf_text(pdf) == pdf_text(typeset(paper(template, mark=MARK)))
    assert len(pypdfium2.PdfDocument(pdf)) == len(reader.pages)


def test_a_seal_shows_nothing_of_itself() -> None:
    """The picture is printed with the page: nothing but that may be seen."""
    plain = typeset(paper())
    sealed = seal_pdf(plain, [stamp()])
    pixels = [bytes(pypdfium2.PdfDocument(it)[0].render().buffer) for it in (plain, sealed)]
    assert pixels[0] == pixels[1]


def test_stays_what_pdf_a_asks_for() -> None:
    """The parts of ISO 19005-1 that can be seen without its checker; `make pdfa` asks one."""
    pdf = seal_pdf(typeset(paper(mark=MARK)), [stamp(), stamp()])
    assert pdf.startswith(b"%PDF-1.4\n%")
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    root: Any = reader.root_object
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>1</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata
    assert not reader.is_encrypted
    assert "/NeedAppearances" not in root["/AcroForm"]
    assert root["/AcroForm"]["/SigFlags"] == 3
    page: Any
    for page in reader.pages:
        assert "/Group" not in page
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            assert "/FontFile3" in inner.get_object()["/FontDescriptor"]
        for image in page["/Resources"]["/XObject"].values():
            assert not {"/SMask", "/Group"} & image.get_object().keys()
        for widget in page.get("/Annots", ()):
            assert widget.get_object()["/F"] == 132
            assert "/N" in widget.get_object()["/AP"]


def test_no_stamp_changes_nothing() -> None:
    plain = typeset(paper())
    assert seal_pdf(plain, []) == plain


def test_refuses_a_seal_that_has_no_room() -> None:
    plain = typeset(paper())
    with pytest.raises(DocumentError, match="43 bytes and has room for 42"):
        seal_pdf(plain, [replace(stamp(), room=42)])
    assert len(ranges(seal_pdf(plain, [replace(stamp(), room=43)]))) == 1
    with pytest.raises(DocumentError, match="at most"):
        seal_pdf(plain, [replace(stamp(), room=MOST_ROOM + 1)])


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.4\nstartxref\n0\n%%EOF", b"\nstartxref\n9\n%%EOF\n"])
def test_refuses_a_file_that_is_not_ours(pdf: bytes) -> None:
    with pytest.raises(DocumentError):
        seal_pdf(pdf, [stamp()])


def test_refuses_tables_that_do_not_lead_back() -> None:
    once = seal_pdf(typeset(paper()), [stamp()])
    found = re.findall(rb"startxref\n(\d+)\n", once)
    looped = once.replace(b"/Prev " + found[0], b"/Prev " + found[1])
    with pytest.raises(DocumentError, match="lead back"):
        seal_pdf(looped, [stamp()])
