"""Typeset a paper as PDF/A-1b (ISO 19005-1) with typst.

What a paper says reaches a template as data and is shown as strings, never read as markup.
"""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import msgspec
import typst
from pylopdf_fonts_zh_cn import sans_path

from hub.documents.glyphs import printable
from hub.documents.paper import DocumentError, Paper
from hub.documents.pictures import opaque, qr_picture, suffix
from hub.documents.sheet import sheet_of
from hub.policy.templates import TEMPLATES

FOLDER = Path(__file__).parent / "templates"
_LONG = re.compile(r"[^ \n\u4e00-\u9fff]{24}")  # what `base.typ` breaks, at great cost in time
_kept = threading.local()


def typeset(paper: Paper) -> bytes:
    """Return a paper as PDF/A-1b; the same paper gives the same bytes.

    Raises: DocumentError, of a template or a picture that is not taken.
    """
    if paper.template not in TEMPLATES:
        raise DocumentError(f"there is no template {paper.template}")
    data = msgspec.json.encode(_data(paper)).decode()
    try:
        made = _compiler(paper.template).compile(
            format="pdf",
            pdf_standards="a-1b",
            sys_inputs={"paper": data},
            timestamp=datetime.combine(paper.issued_on, time(), UTC),
        )
    except typst.TypstError as error:
        raise DocumentError(error.message) from error
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made


def _compiler(template: str) -> typst.Compiler:
    """Keep one compiler a template and thread: it refuses to be used by two at once."""
    compilers: dict[str, typst.Compiler] = _kept.__dict__.setdefault("compilers", {})
    if template not in compilers:
        compilers[template] = typst.Compiler(
            FOLDER / f"{template}.typ",
            root=FOLDER,
            font_paths=[sans_path().parent],
            ignore_system_fonts=True,
        )
    return compilers[template]


def _data(paper: Paper) -> dict[str, Any]:
    told = msgspec.to_builtins(sheet_of(paper), builtin_types=(bytes,))
    sheet: dict[str, Any] = _printable(told)
    day, bent = paper.issued_on, _texts([it for key, it in told.items() if key != "identifier"])
    return sheet | {
        "long": any(map(_LONG.search, bent)),
        "day": [day.year, day.month, day.day],
        "keywords": [printable(f"{key}={value}") for key, value in paper.keywords.items()],
        "qr": list(qr_picture(paper.qr)),
        "seals": [list(_png(picture)) for picture in paper.pictures],
    }


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for it in told.values() if isinstance(told, dict) else told:
            yield from _texts(it)


def _png(picture: bytes) -> bytes:
    if suffix(picture) != "png":
        raise DocumentError("the picture of a seal is PNG")
    return opaque(picture)


def _printable(told: Any) -> Any:  # noqa: ANN401 - a tree of plain data
    if isinstance(told, str):
        return printable(told)
    if isinstance(told, bytes):
        return {"kind": suffix(told), "bytes": list(opaque(told))}
    if isinstance(told, dict):
        return {key: _printable(value) for key, value in told.items()}
    return [_printable(value) for value in told]
