"""Read documents with readers that are not ours, and compare texts without their line breaks."""

import io

import ofdkit
import pypdf
import pypdfium2


def told(text: str) -> str:
    """Return a text without what only breaks it into lines."""
    return "".join(text.split())


def pdf_text(pdf: bytes) -> str:
    """Return what pypdf reads on all pages."""
    return told("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))


def rendered_text(pdf: bytes) -> list[str]:
    """Return what pdfium reads on each page."""
    pages = pypdfium2.PdfDocument(pdf)
    return [told(page.get_textpage().get_text_range()) for page in pages]


def ofd_text(ofd: bytes) -> list[str]:
    """Return what ofdkit reads on each page."""
    with ofdkit.open(ofd) as document:
        texts = [told("".join(run.text for run in page.runs)) for page in document.pages]
        assert document.warnings == []
        return texts
