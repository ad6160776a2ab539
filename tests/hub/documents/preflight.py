"""Ask an independent checker, PDFBox Preflight, whether documents are PDF/A-1b.

It is no part of `make test`, as it needs a program of the system: `make pdfa` runs it. On Debian
that is `apt-get install default-jre-headless libpdfbox2-java libactivation-java libjaxb-api-java`;
HUB_PDFBOX names another folder of jars.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from hub.documents.paper import Line, Paper
from hub.documents.pdf import seal_pdf
from hub.documents.typesetting import typeset
from hub.policy.templates import TEMPLATES
from tests.hub.documents.papers import FACTS, HOLDERS, MARK, PORTRAIT, SEAL, paper, stamp

JARS = Path(os.environ.get("HUB_PDFBOX", "/usr/share/java"))
NEEDED = (
    "preflight",
    "pdfbox2",
    "fontbox2",
    "xmpbox",
    "commons-logging",
    "javax.activation",
    "jaxb-api",
)
VALID, NOT_VALID = "is a valid PDF/A-1b file", "is not a valid PDF/A-1b file"


def judged(folder: Path, pdf: bytes) -> str:
    """Return what the checker says of a PDF."""
    java = shutil.which("java")
    paths = [JARS / f"{name}.jar" for name in NEEDED]
    missing = [str(path) for path in paths if not path.exists()]
    assert java, "java is missing: apt-get install default-jre-headless"
    assert not missing, (
        f"apt-get install libpdfbox2-java libactivation-java libjaxb-api-java: {missing}"
    )
    file = folder / "document.pdf"
    file.write_bytes(pdf)
    called = [java, "-cp", ":".join(map(str, paths)), "org.apache.pdfbox.preflight.Validator_A1b"]
    made = subprocess.run([*called, str(file)], check=False, capture_output=True, text=True)
    return made.stdout + made.stderr


def hostile(template: str) -> Paper:
    """Return a paper with what fonts lack, long words, pictures, a mark and several seals."""
    lines = (
        *HOLDERS["person"],
        *FACTS,
        Line("照片", "Photo", "", PORTRAIT),
        Line("备注", "Remark", "\U0001f600\u202e\u0627\x00" + "W" * 4000),
        Line("项目", "Items", "、".join(map(str, range(500)))),
    )
    issuers = ("甲局", "乙局", "丙局")
    return paper(template, lines=lines, mark=MARK, issuers=issuers, pictures=(SEAL,) * 3)


@pytest.mark.parametrize("template", sorted(TEMPLATES))
@pytest.mark.parametrize("seals", [0, 1, 3])
def test_is_pdf_a(tmp_path: Path, template: str, seals: int) -> None:
    for made in (paper(template), hostile(template)):
        sealed = seal_pdf(typeset(made), [stamp()] * seals)
        assert VALID in judged(tmp_path, sealed)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"/F 132", b"/F 134"),
        (b"<pdfaid:part>1", b"<pdfaid:part>9"),
        (b"/AP<</N", b"/XX<</N"),
        (b"/S/GTS_PDFA1", b"/S/GTS_PDFX1"),
    ],
)
def test_a_broken_one_is_noticed(tmp_path: Path, good: bytes, bad: bytes) -> None:
    sealed = seal_pdf(typeset(paper()), [stamp()])
    assert good in sealed
    assert NOT_VALID in judged(tmp_path, sealed.replace(good, bad))
