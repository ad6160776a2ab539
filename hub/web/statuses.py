"""Tell a refusal over HTTP: its status by its kind, and its code and messages in JSON."""

from http import HTTPStatus
from typing import ClassVar, Final

from starlette.responses import JSONResponse

from hub.errors import Kind, Refusal

STATUSES: Final = {
    Kind.INVALID: HTTPStatus.BAD_REQUEST,
    Kind.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}


RETRY_AFTER: Final = "Retry-After"
NOT_KEPT: Final = {"Cache-Control": "no-store"}


class HttpRefusal(Refusal):
    """A refusal that HTTP has a status of its own for."""

    status: ClassVar[HTTPStatus]


def status_of(refusal: Refusal) -> HTTPStatus:
    """Return the status that says most nearly what a refusal says."""
    return refusal.status if isinstance(refusal, HttpRefusal) else STATUSES[refusal.kind]


def refused(refusal: Refusal) -> JSONResponse:
    """Return the response to a request that was refused, where it is not GraphQL."""
    body = {
        "code": refusal.code,
        "kind": refusal.kind.value,
        "zh": refusal.message_zh,
        "en": refusal.message_en,
    }
    return JSONResponse(body, status_of(refusal), told_headers(refusal))


def told_headers(refusal: Refusal) -> dict[str, str]:
    """Return the headers of a refusal: that nobody keeps it, and when to come back."""
    seconds = refusal.facts.get("seconds")
    return NOT_KEPT if seconds is None else NOT_KEPT | {RETRY_AFTER: str(seconds)}
