"""Tell a refusal in the form of the path that was asked for."""

from typing import Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from hub.errors import Refusal
from hub.web.front.refusals import MethodNotAllowed, NothingHere
from hub.web.front.weights import part_of
from hub.web.oauth.answers import refused as refused_by_oauth
from hub.web.statuses import refused, status_of, told_headers
from schema.serve import refused as refused_in_graphql

JSON: Final = "application/json"
_HTTP: Final = {404: NothingHere, 405: MethodNotAllowed}

Header = tuple[bytes, bytes]


def response_to(scope: Scope, refusal: Refusal) -> Response:
    """Return the response that tells a refusal as others are told at that path."""
    part = part_of(scope["path"])
    if part == "graphql":
        body = refused_in_graphql(refusal, scope["state"]["request_id"])
        response = Response(body, media_type=JSON, headers=told_headers(refusal))
    else:
        response = refused_by_oauth(refusal, "") if part == "oauth" else refused(refusal)
    response.status_code = status_of(refusal)
    return response


async def nowhere(request: Request, error: Exception) -> Response:
    """Answer where no endpoint is, or none by this method."""
    if not isinstance(error, HTTPException) or error.status_code not in _HTTP:
        raise error
    response = response_to(request.scope, _HTTP[error.status_code]())
    response.headers.update(error.headers or {})
    return response


def raw(refusal: Refusal, headers: tuple[Header, ...]) -> bytes:
    """Return the bytes of a whole response, for a connection that is closed after it."""
    status = status_of(refusal)
    body = msgspec.json.encode(
        {
            "code": refusal.code,
            "kind": refusal.kind.value,
            "zh": refusal.message_zh,
            "en": refusal.message_en,
        }
    )
    told = [
        *headers,
        *((name.encode(), value.encode()) for name, value in told_headers(refusal).items()),
        (b"content-type", JSON.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode()]
    lines += [name + b": " + value for name, value in told]
    return b"\r\n".join([*lines, b"", body])
