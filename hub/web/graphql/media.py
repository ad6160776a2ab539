"""Choose the form of an answer by what the client accepts (RFC 9110, 12.5.1)."""

from functools import lru_cache
from typing import Final, NamedTuple

from hub.web.graphql.refusals import AnswerNotAcceptable

JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"
EVENTS: Final = "text/event-stream"

_FORMS: Final = {
    JSON: JSON,
    GRAPHQL_JSON: GRAPHQL_JSON,
    EVENTS: EVENTS,
    "application/*": JSON,
    "*/*": JSON,
}
_HEADERS_HELD: Final = 256


class Media(NamedTuple):
    """The form of an answer, and whether events are taken too."""

    form: str
    events: bool = False


@lru_cache(_HEADERS_HELD)
def media_of(accept: str | None) -> Media:
    """Return the form that is liked best; of equals the one named first; JSON if nothing is said.

    Events are for what goes on: who takes an answer in another form too is given that.

    Raises: AnswerNotAcceptable.
    """
    if not (accept or "").strip():
        return Media(JSON)
    ranges = [_read(part) for part in (accept or "").split(",")]
    taken = {form: weight for form, weight in reversed(ranges) if weight > 0}
    if not taken:
        raise AnswerNotAcceptable
    whole = [form for form, _ in ranges if form in taken and form != EVENTS]
    liked = max(whole, key=taken.__getitem__, default=EVENTS)
    return Media(liked, events=EVENTS in taken)


def _read(part: str) -> tuple[str, float]:
    """Return the form that a media range means, with its weight: none for a form of others."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = 1.0 if name in _FORMS else 0.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key == "q":
            weight *= _weight(value)
        elif key == "charset" and not _is_utf8(value):
            weight = 0.0
    return _FORMS.get(name, name), weight


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


@lru_cache(_HEADERS_HELD)
def is_json(content_type: str | None) -> bool:
    """Tell whether a body is announced as JSON in UTF-8."""
    name, *parameters = (piece.strip().lower() for piece in (content_type or "").split(";"))
    charsets = [
        value for key, _, value in (p.partition("=") for p in parameters) if key == "charset"
    ]
    return name == JSON and all(map(_is_utf8, charsets))


def _is_utf8(charset: str) -> bool:
    return charset.strip('"') in {"utf-8", "utf8"}
