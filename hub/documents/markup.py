"""Write XML as OFD has it: one namespace, everything escaped, nothing that XML 1.0 forbids."""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

NAMESPACE = "http://www.ofdspec.org/2016"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BY_NAME = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def text(value: str) -> str:
    """Escape a text; a character that XML cannot hold becomes U+FFFD."""
    return escape(_FORBIDDEN.sub("\ufffd", value), {"\r": "&#13;"})


def tag(_name: str, *inner: str, **attributes: object) -> str:
    """Return an element around markup that is ready."""
    told = "".join(f' {key}="{_quoted(str(value))}"' for key, value in attributes.items())
    body = "".join(inner)
    return f"<ofd:{_name}{told}>{body}</ofd:{_name}>" if body else f"<ofd:{_name}{told}/>"


def tags(name: str, values: Iterable[tuple[str, str]]) -> str:
    """Return an element for each pair of a name and a text."""
    return "".join(tag(name, text(value), Name=key) for key, value in values)


def file(name: str, *inner: str, **attributes: object) -> bytes:
    """Return a file with one element at its root."""
    told = "".join(f' {key}="{_quoted(str(value))}"' for key, value in attributes.items())
    body = "".join(inner)
    return f'{_HEAD}<ofd:{name} xmlns:ofd="{NAMESPACE}"{told}>{body}</ofd:{name}>'.encode()


def _quoted(value: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", value), _BY_NAME)
