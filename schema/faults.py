"""Say what is wrong with a document without repeating a value that it holds."""

import re

from graphql import GraphQLError

STRUCK_OUT = "***"

_REJECTED = re.compile(r"(?<=cannot represent )[^:]*:.*", re.DOTALL)
_FOUND = re.compile(r"[,;.]? [Ff]ound:.*", re.DOTALL)
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_NAME = re.compile(r"\$?[\[A-Za-z_][A-Za-z_0-9.!\]]*|[!$&(){}:=@|\[\].]+")
_FIGURE = re.compile(r"\d{6,}")


def reason(error: GraphQLError) -> str:
    """Return what is wrong with a document, and where, without repeating values that it holds."""
    where = error.locations[0] if error.locations else None
    at = f" ({where.line}:{where.column})" if where else ""
    return _without_values(error.message) + at


def _without_values(message: str) -> str:
    """Leave out a value that is shown whole; of what is quoted, keep names and signs alone."""
    said = _FOUND.sub("", _REJECTED.sub("the value given", message))
    return _FIGURE.sub(STRUCK_OUT, _QUOTED.sub(_named, said))


def _named(quoted: re.Match[str]) -> str:
    return quoted[0] if _NAME.fullmatch(quoted[0][1:-1]) else STRUCK_OUT
