"""What a license says is shown as it is: it is no markup, breaks no page and vanishes nowhere."""

import re
import struct
import zipfile
import zlib
from io import BytesIO
from xml.dom.minidom import parseString

import pypdf
import pytest

from hub.aggregation.rules.values import LARGEST_IMAGE
from hub.documents.glyphs import BOX
from hub.documents.ofd import ofd_files, seal_ofd
from hub.documents.paper import DocumentError, Line, Paper
from hub.documents.pictures import MOST_BLENDED, opaque
from hub.documents.typesetting import typeset
from hub.policy.templates import TEMPLATES
from tests.hub.documents.papers import MARK, paper
from tests.hub.documents.reading import ofd_text, pdf_text, rendered_text, told

MARKUP = (
    '#include "base.typ"',
    '#read("/etc/passwd")',
    "#panic()",
    "$ sum_1 $ *bold* _it_ `raw` <label> @cite = heading - item",
    "]#{}[\\",
    "\"quotes\" 'single' — “圆”",
    "</ofd:TextCode><x/>&amp;&#0;]]>",
    "%PDF /ByteRange [0 1 2 3] endobj",
    "https://example.org/a//b /* c */",
)
PNG = b"\x89PNG\r\n\x1a\n"
MISSING = "\U0001f600龘\U00020bb7\u202e\u0627\u0644\x07\x00\ufffe"


def said(*values: str, template: str = "plain", metadata: dict[str, str] | None = None) -> Paper:
    return paper(
        template,
        lines=tuple(Line(f"项{n}", "x", it) for n, it in enumerate(values)),
        metadata=metadata or {},
    )


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_shows_markup_as_it_is(template: str) -> None:
    made = said(*MARKUP, template=template)
    pdf, ofd = typeset(made), seal_ofd(ofd_files(made), [])
    for text in ("".join(rendered_text(pdf)), "".join(ofd_text(ofd))):
        assert [it for it in MARKUP if told(it) not in text] == []
    assert "root:" not in pdf_text(pdf)


def test_shows_markup_wherever_a_paper_has_words() -> None:
    evil = '#panic("x") $<b>&\\'
    made = paper(
        "bilingual",
        title_zh=evil,
        title_en=evil,
        number=evil,
        identifier=evil,
        issuers=(evil,),
        lines=(Line(evil, evil, evil),),
        metadata={evil: evil},
        link=evil,
        qr=evil,
        mark=type(MARK)(evil, evil, evil, MARK.made_at, MARK.expires_on),
    )
    pdf, ofd = typeset(made), seal_ofd(ofd_files(made), [])
    assert pdf_text(pdf).count(told(evil)) == 11
    assert "".join(ofd_text(ofd)).count(told(evil)) == 11


def test_shows_a_box_for_what_the_fonts_lack() -> None:
    made = said(f"始{MISSING}终")
    text = pdf_text(typeset(made))
    assert f"始{BOX}龘{BOX * 7}终" in text


def test_keeps_a_rare_character_in_ofd_and_replaces_what_xml_forbids() -> None:
    made = said(f"始{MISSING}终", metadata={"\x00": "\x01"})
    files = ofd_files(made)
    for name, data in files.items():
        if name.endswith(".xml"):
            parseString(data.decode())  # noqa: S318 - our own, and well-formed or not
    shown = "".join(ofd_text(seal_ofd(files, [])))
    assert "始\U0001f600龘\U00020bb7\u202e\u0627\u0644\ufffd\ufffd\ufffd终" in shown


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_flows_over_pages_and_off_none(template: str) -> None:
    values = ("长" * 4000, "W" * 4000, "、".join(f"第{n}项目" for n in range(500)))
    made = said(*values, template=template)
    pdf, ofd = typeset(made), seal_ofd(ofd_files(made), [])
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert len(reader.pages) > 4
    for page, text in zip(reader.pages, rendered_text(pdf), strict=True):
        width = float(page.mediabox.width)
        assert max(text_ends(page)) < width
        assert "证照标识" in text
    whole = pdf_text(pdf)
    assert (whole.count("长"), whole.count("W")) == (4000, 4000)
    pages = ofd_text(ofd)
    assert len(pages) > 4
    joined = "".join(pages)
    for text in (whole, joined):
        body = cut(text, len(pages) + len(reader.pages), made.identifier)
        assert [n for n in range(500) if f"第{n}项目" not in body] == []
    assert (joined.count("长"), joined.count("W")) == (4000, 4000)


def text_ends(page: pypdf.PageObject) -> list[float]:
    """Return where the pieces of a page begin, at least."""
    found = [0.0]

    def visit(text: str, matrix: list[float], tm: list[float], *_: object) -> None:
        if text.strip():
            found.append(tm[4] * matrix[0] + matrix[4])

    page.extract_text(visitor_text=visit)
    return found


def cut(text: str, most: int, identifier: str) -> str:
    """Return a text without the footers, where an item may be cut by the end of a page."""
    for number in range(1, most):
        text = re.sub(f"第{number}页共[0-9]+页", "", text)
    return text.replace(f"证照标识：{identifier}v1", "")


def test_a_small_file_of_many_pixels_is_not_taken() -> None:
    width, height = MOST_BLENDED // 512 + 1, 512
    data = zlib.compress((b"\4" + bytes(4 * width)) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    bomb = PNG + b"".join(
        struct.pack(">I", len(body)) + name + body + bytes(4)
        for name, body in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    )
    assert len(bomb) < LARGEST_IMAGE
    with pytest.raises(DocumentError):
        opaque(bomb)


def test_an_empty_license_is_a_document_too() -> None:
    made = paper(lines=(), issuers=(), pictures=(), number="", title_zh="", title_en="", qr="x")
    assert len(pypdf.PdfReader(BytesIO(typeset(made))).pages) == 1
    with zipfile.ZipFile(BytesIO(seal_ofd(ofd_files(made), []))) as archive:
        assert archive.testzip() is None


def test_keeps_the_lines_of_a_value() -> None:
    made = said("第一行\n第二行\r\n第三行\t完")
    lines = pypdf.PdfReader(BytesIO(typeset(made))).pages[0].extract_text().splitlines()
    assert any(it.endswith("第一行") for it in lines)
    assert "第二行" in lines
    assert "第三行第一行".replace("第一行", "") + " 完" in lines
