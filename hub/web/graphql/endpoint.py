"""/graphql: read the request, let the schema answer it, and send the bytes, or a stream of them."""

from collections.abc import Mapping
from functools import partial
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from hub.errors import Kind, Refusal
from hub.web.caller import NUL, Reception
from hub.web.statuses import NOT_KEPT, STATUSES, told_headers
from hub.web.streams.events import EventStream, wants_events
from hub.web.streams.operations import Operations
from hub.web.streams.sockets import Conversation
from schema.context import Context, Parts
from schema.root import build_schema
from schema.serve import GraphqlRequest, answer, refused

JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"
LARGEST_BODY: Final = 1024 * 1024


class RequestUnreadable(Refusal):
    """The body is not a GraphQL request in JSON."""

    kind = Kind.INVALID
    zh = "请求体须为 application/json 的 GraphQL 请求，且不超过 1 MiB"
    en = "The body must be a GraphQL request as application/json, of at most 1 MiB"


class TextInvalid(Refusal):
    """A text holds the character U+0000, which no text that is stored can hold."""

    kind = Kind.INVALID
    zh = "请求中含有不允许的空字符（U+0000）"
    en = "The request holds the character U+0000, which no text may hold"


def routes(reception: Reception, parts: Parts) -> list[BaseRoute]:
    """Return the routes of the endpoint."""
    schema = build_schema()
    operations = Operations(schema, reception, parts)

    async def graphql(request: Request) -> Response:
        """Answer one GraphQL request."""
        try:
            asked = await _read(request)
            call = await reception.call_of(request)
            if wants_events(request, asked):
                held = request.headers.get("authorization"), request.state.request_id
                context = Context(call, parts, again=partial(reception.call_by, *held))
                return EventStream(operations, context, asked)
            return _response(request, await answer(schema, Context(call, parts), asked), 200)
        except Refusal as refusal:
            body = refused(refusal, request.state.request_id)
            return _response(request, body, STATUSES[refusal.kind], told_headers(refusal))

    async def socket(opened: WebSocket) -> None:
        """Answer operations over a WebSocket."""
        await Conversation(operations, opened).run()

    return [
        Route("/graphql", graphql, methods=["POST"]),
        WebSocketRoute("/graphql", socket),
    ]


async def _read(request: Request) -> GraphqlRequest:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != JSON:
        raise RequestUnreadable
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise RequestUnreadable
    if NUL.search(body):
        raise TextInvalid
    try:
        return msgspec.json.decode(body, type=GraphqlRequest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise RequestUnreadable from None


def _response(
    request: Request, body: bytes, status: int, headers: Mapping[str, str] = NOT_KEPT
) -> Response:
    wished = GRAPHQL_JSON if GRAPHQL_JSON in request.headers.get("accept", "") else JSON
    return Response(body, status, media_type=wished, headers=headers)
