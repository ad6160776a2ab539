"""Names of templates, what the catalog admits, and what every template shows of every holder."""

import io
from collections import Counter
from datetime import date

import ofdkit
import pypdf
import pypdfium2
import pytest
from msgspec.structs import replace

from hub.documents.layout import LOOKS
from hub.documents.ofd import ofd_files, seal_ofd
from hub.documents.paper import DocumentError, Line
from hub.documents.pictures import opaque
from hub.documents.typesetting import FOLDER, typeset
from hub.policy.templates import TEMPLATES
from hub.sample.files import current_entries
from tests.hub.documents.papers import (
    FACTS,
    HOLDERS,
    MARK,
    PORTRAIT,
    SEAL,
    chunk,
    paper,
    png,
    stamp,
)
from tests.hub.documents.reading import ofd_text, pdf_text, rendered_text, told

SHARED = "base"


def test_names_and_files_are_equal() -> None:
    files = {path.stem for path in FOLDER.glob("*.typ")}
    assert files - {SHARED} == TEMPLATES == LOOKS.keys()


def test_the_sample_province_uses_each_template_more_than_once() -> None:
    used = Counter(entry.template for entry in current_entries().values())
    assert used.keys() == TEMPLATES
    assert min(used.values()) > 1


@pytest.mark.parametrize("holder", sorted(HOLDERS))
@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_shows_every_value_in_both_formats(template: str, holder: str) -> None:
    photo = Line("照片", "Photo", "", PORTRAIT)
    made = paper(template, holder, lines=(*HOLDERS[holder], photo, *FACTS), mark=MARK)
    pdf, ofd = typeset(made), seal_ofd(ofd_files(made), [stamp()])
    values = [line.value for line in made.lines if line.value]
    expected = [
        *values,
        *(line.zh for line in made.lines),
        made.title_zh,
        made.number,
        made.identifier,
        *made.issuers,
        "2026年11月25日至2031年11月24日",
        "不予提供",
    ]
    read = (pdf_text(pdf), "".join(rendered_text(pdf)), "".join(ofd_text(ofd)))
    for text in read:
        assert [it for it in expected if told(it) not in text] == []
    if template == "bilingual":
        for text in read:
            assert told("Business License") in text
            assert told("2026-11-25 to 2031-11-24") in text


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_marks_every_page_of_an_archival_copy(template: str) -> None:
    made = paper(template, mark=MARK, lines=tuple(Line(f"项{n}", "x", "值") for n in range(90)))
    for pages in (rendered_text(typeset(made)), ofd_text(seal_ofd(ofd_files(made), []))):
        assert len(pages) > 1
        for text in pages:
            for shown in (
                "CD-2026-000123",
                "示例市住房公积金中心",
                "办理贷款审查",
                "2026-11-2510:03:04",
                "2027-11-25",
            ):
                assert shown in text
    plain = replace(made, mark=None)
    assert "存档副本" not in pdf_text(typeset(plain))
    assert "存档副本" not in "".join(ofd_text(seal_ofd(ofd_files(plain), [])))


def test_says_that_a_license_has_no_end() -> None:
    made = paper(valid_until=None, valid_from=None, issued_on=date(2026, 1, 2))
    assert "2026年1月2日至长期" in pdf_text(typeset(made))


def test_keeps_identifier_version_and_link_where_a_checker_looks() -> None:
    made = paper(version=3)
    meta = {
        key: str(it)
        for key, it in (pypdf.PdfReader(io.BytesIO(typeset(made))).metadata or {}).items()
    }
    assert meta["/Title"] == made.title_zh
    assert meta["/CreationDate"] == "D:20261125000000Z"
    keywords = f"identifier={made.identifier}, version=3, link={made.link}"
    assert meta["/Keywords"] == keywords
    with ofdkit.open(seal_ofd(ofd_files(made), [])) as document:
        assert document.info.custom_data == {**made.metadata, **made.keywords}
        assert document.info.title == made.title_zh


def test_a_withheld_picture_is_nowhere() -> None:
    line = Line("照片", "Photo", "", PORTRAIT, withheld=True)
    made = paper(lines=(line,), pictures=())
    assert PORTRAIT not in ofd_files(made).values()
    page = pypdf.PdfReader(io.BytesIO(typeset(made))).pages[0]
    assert len(page["/Resources"]["/XObject"]) == 1  # type: ignore[index]  # the code


def test_two_issuers_have_two_seals() -> None:
    made = paper("permit", issuers=("甲局", "乙局"), pictures=(SEAL, opaque(SEAL)))
    page = pypdfium2.PdfDocument(typeset(made))[0].render(rev_byteorder=True)
    red = bytes(page.buffer).count(b"\xc8\x10\x1e")
    one = pypdfium2.PdfDocument(typeset(replace(made, pictures=(SEAL,))))[0]
    assert red > 1.5 * bytes(one.render(rev_byteorder=True).buffer).count(b"\xc8\x10\x1e")


@pytest.mark.parametrize("make", [typeset, ofd_files])
def test_refuses_a_template_that_does_not_exist(make: object) -> None:
    assert callable(make)
    with pytest.raises(DocumentError, match="no template"):
        make(paper("../x"))


def test_lays_a_picture_on_white() -> None:
    row = bytes((0, 200, 16, 30, 255, 200, 16, 30, 0, 0, 0, 0, 128))
    plain = png([b"\0" + bytes((200, 16, 30, 255, 255, 255, 127, 127, 127))], 3, 2)
    assert decoded(opaque(png([row], 3, 6))) == decoded(plain)


@pytest.mark.parametrize("kind", range(5))
def test_reads_every_filter(kind: int) -> None:
    """The same picture comes out of each way to write its rows (PNG, 9.2)."""
    rows = [bytes(range(at, at + 16)) for at in (3, 90, 41)]
    flat = opaque(png([b"\0" + row for row in rows], 4, 6))
    assert opaque(png(filtered(rows, kind), 4, 6)) == flat


def filtered(rows: list[bytes], kind: int) -> list[bytes]:
    """Write rows of four bytes a pixel with one filter."""
    out, above = [], bytes(16)
    for row in rows:
        line = bytearray([kind])
        for at, value in enumerate(row):
            left, over, corner = (
                row[at - 4] if at > 3 else 0,
                above[at],
                above[at - 4] if at > 3 else 0,
            )
            p = left + over - corner
            nearest = min(
                ((abs(p - left), 0, left), (abs(p - over), 1, over), (abs(p - corner), 2, corner))
            )[2]
            guess = (0, left, over, (left + over) // 2, nearest)[kind]
            line.append((value - guess) & 255)
        out.append(bytes(line))
        above = row
    return out


def decoded(picture: bytes) -> bytes:
    """Return what a typeset page keeps of a picture: a reader's own decoding of it."""
    made = paper(lines=(Line("照片", "Photo", "", picture),), pictures=())
    page = pypdf.PdfReader(io.BytesIO(typeset(made))).pages[0]
    objects = page["/Resources"]["/XObject"].values()  # type: ignore[index]
    sizes = {it.get_object()["/Width"]: it.get_object().get_data() for it in objects}
    data: bytes = sizes[3]
    return data


def test_lays_a_palette_on_white() -> None:
    palette = chunk(b"PLTE", bytes((200, 16, 30, 0, 0, 0, 9, 9, 9)))
    see_through = chunk(b"tRNS", bytes((255, 0)))
    seen = decoded(opaque(png([b"\0\0\1\2"], 3, 3, palette, see_through)))
    assert seen == bytes((200, 16, 30, 255, 255, 255, 9, 9, 9))


@pytest.mark.parametrize(
    "picture",
    [
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        SEAL[:300],
        SEAL[:-40],
        png([b"\x09" + bytes(12)], 3, 6),
        png([b"\0" + bytes(12)], 2_000_000, 6),
        png([b"\0" + bytes(3)], 1, 2, chunk(b"tRNS", bytes(6))),
        b"\xff\xd8\xff" + bytes(40),
        b"\x89PNG\r\n\x1a\n" + bytes(3 << 20),
    ],
)
def test_refuses_a_picture_that_it_cannot_print(picture: bytes) -> None:
    with pytest.raises(DocumentError):
        typeset(paper(pictures=(picture,)))
    with pytest.raises(DocumentError):
        typeset(paper(lines=(Line("照片", "Photo", "", picture),)))
