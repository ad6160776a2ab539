"""Read small XML files: UTF-8, no document type, bounded depth; the standard library's parser."""

from collections.abc import Callable
from typing import NamedTuple
from xml.parsers import expat

DEEPEST_ELEMENT = 32


class XmlError(ValueError):
    """It is not XML as it is read here."""


class Element(NamedTuple):
    """An element in the order of the file: its local name, attributes and own text."""

    name: str
    attributes: dict[str, str]
    text: list[str]


def read_xml(data: bytes) -> list[Element]:
    """Return the elements of a file, in the order in which they begin.

    Raises:
        XmlError: it is malformed, nested too deeply, or declares a document type.

    """
    found: list[Element] = []
    opened: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(opened) >= DEEPEST_ELEMENT:
            raise XmlError("nested too deeply")
        element = Element(name.rpartition(":")[2], attributes, [])
        found.append(element)
        opened.append(element)

    def text(piece: str) -> None:
        if opened:
            opened[-1].text.append(piece)

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.EndElementHandler = lambda _: opened.pop()
    parser.StartDoctypeDeclHandler = _refuse  # without one, no entity can be declared
    _parse(lambda: parser.Parse(data, True))  # noqa: FBT003 - expat takes it by place only
    return found


def _parse(parse: Callable[[], object]) -> None:
    try:
        parse()
    except expat.ExpatError as error:
        raise XmlError("malformed") from error


def _refuse(*_: object) -> None:
    raise XmlError("a document type")
