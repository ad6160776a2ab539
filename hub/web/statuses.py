"""Tell a refusal over HTTP: its status by its kind, and its code and messages in JSON."""

from http import HTTPStatus
from typing import Final

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


def refused(refusal: Refusal) -> JSONResponse:
    """Return the response to a request that was refused, where it is not GraphQL."""
    body = {
        "code": refusal.code,
        "kind": refusal.kind.value,
        "zh": refusal.message_zh,
        "en": refusal.message_en,
    }
    headers = {"Cache-Control": "no-store"}
    return JSONResponse(body, STATUSES[refusal.kind], headers)
