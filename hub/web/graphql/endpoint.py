"""/graphql: read the request, let the schema answer it, and send the bytes, or a stream of them.

It speaks ASGI itself: a framework's routing and request objects cost as much as a whole query.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from hub.audit.call import Call
from hub.errors import Refusal
from hub.log import logger
from hub.web.caller import AUTHORIZATION, Reception
from hub.web.graphql.asking import Asking, Left, asked_by_address, asked_by_body
from hub.web.graphql.media import EVENTS, JSON, Media, is_json, media_of
from hub.web.graphql.refusals import (
    AnswerNotAcceptable,
    BodyTypeUnsupported,
    MethodUnfit,
)
from hub.web.graphql.registered import Registered
from hub.web.incoming import Header, Incoming
from hub.web.statuses import RETRY_AFTER, status_of, told_headers
from hub.web.streams.events import send_events
from hub.web.streams.operations import Operations
from hub.web.streams.sockets import Conversation
from schema.audience import audience_of
from schema.context import Context, Parts
from schema.published import Schemas
from schema.root import HubSchema, build_schema
from schema.serve import Answered, GraphqlRequest, HubFailed, answer, refused
from schema.subscribe import is_subscription

PATH: Final = "/graphql"

_ACCEPT: Final = b"accept"
_CONTENT_TYPE: Final = b"content-type"
_NO_STORE: Final = (b"cache-control", b"no-store")
_ALLOW: Final = (b"allow", b"GET, POST")


@dataclass(slots=True)
class Reply:
    """What is sent back."""

    status: int
    body: bytes
    form: str = JSON
    more: tuple[Header, ...] = ()


class Endpoint:
    """Answers everything that comes to `/graphql`."""

    def __init__(self, reception: Reception, parts: Parts) -> None:
        """Take who receives requests, and what answers are made from."""
        self._schemas = Schemas(build_schema())
        self._reception = reception
        self._parts = parts = replace(parts, schemas=self._schemas)
        self._registered = Registered(reception.callers)
        self._operations = Operations(self._schemas, reception, parts, self._registered)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hold one conversation."""
        try:
            if scope["type"] == "websocket":
                await Conversation(self._operations, WebSocket(scope, receive, send)).run()
            else:
                await self._serve(Incoming.of_scope(scope), scope, receive, send)
        except Left:
            pass

    async def _serve(self, incoming: Incoming, scope: Scope, receive: Receive, send: Send) -> None:
        reply = await self._reply(incoming, scope, receive)
        if isinstance(reply, Reply):
            await _send(reply, send)
        else:
            await send_events(reply, receive, send)

    async def _reply(
        self, incoming: Incoming, scope: Scope, receive: Receive
    ) -> Reply | AsyncGenerator[bytes, None]:
        """Answer, whatever happens: a refusal by its status, and a bug by that of an outage."""
        try:
            return await self._answer(incoming, scope, receive)
        except Refusal as refusal:
            return _refused(refusal, incoming)
        except Left:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the client must be told
            logger().error("request_failed", exc_info=error)
            return _refused(HubFailed(), incoming)

    async def _answer(
        self, incoming: Incoming, scope: Scope, receive: Receive
    ) -> Reply | AsyncGenerator[bytes, None]:
        """Return a body, or those of the events of a stream."""
        media = media_of(incoming.first(_ACCEPT))
        asking = await _asking(incoming, scope, receive)
        call = await self._reception.call_for(incoming)
        asked = await self._admitted(incoming, call, asking)
        audience = audience_of(call.caller, self._reception.callers.directory)
        schema = self._schemas.current(self._parts.reading.catalog, audience)
        events = media.events and (
            media.form == EVENTS or await is_subscription(schema, asked, self._parts.turns)
        )
        if events:
            return self._operations.bodies(self._lasting(incoming, call, asking), asked)
        return await self._answered(schema, call, asked, media)

    async def _admitted(self, incoming: Incoming, call: Call, asking: Asking) -> GraphqlRequest:
        if incoming.method == "GET":
            return await self._registered.admit_address(call, asking)
        return await self._registered.admit(call, asking)

    def _lasting(self, incoming: Incoming, call: Call, asking: Asking) -> Context:
        """Return the context of an operation that lasts, and so makes its call anew."""
        authorization = incoming.first(AUTHORIZATION)
        again = partial(self._operations.call, authorization, incoming.request_id, asking)
        return Context(call, self._parts, again=again)

    async def answer(self, call: Call, asked: GraphqlRequest) -> Answered:
        """Answer what the hub's own pages ask as their visitor, in this process.

        Raises: CostTooHigh, TooManyRequests.
        """
        audience = audience_of(call.caller, self._reception.callers.directory)
        schema = self._schemas.current(self._parts.reading.catalog, audience)
        return await answer(schema, Context(call, self._parts), asked)

    async def _answered(
        self, schema: HubSchema, call: Call, asked: GraphqlRequest, media: Media
    ) -> Reply:
        """Answer; what was not executed at all is so by the status too, where clients know that."""
        answered = await answer(schema, Context(call, self._parts), asked)
        told = answered.unexecuted if media.form != JSON else None
        return Reply(200 if told is None else status_of(told), answered.body, media.form)


def _refused(refusal: Refusal, incoming: Incoming) -> Reply:
    more = (_ALLOW,) if isinstance(refusal, MethodUnfit) else _when_again(refusal)
    body = refused(refusal, incoming.request_id)
    return Reply(status_of(refusal), body, _form_of(incoming), more)


async def _asking(incoming: Incoming, scope: Scope, receive: Receive) -> Asking:
    if incoming.method == "POST":
        if not is_json(incoming.first(_CONTENT_TYPE)):
            raise BodyTypeUnsupported
        return await asked_by_body(receive)
    if incoming.method != "GET":
        raise MethodUnfit
    return asked_by_address(scope["query_string"])


def _form_of(incoming: Incoming) -> str:
    """Return the form of a refusal: JSON, if events or nothing that there is would be taken."""
    try:
        form = media_of(incoming.first(_ACCEPT)).form
    except AnswerNotAcceptable:
        return JSON
    return JSON if form == EVENTS else form


def _when_again(refusal: Refusal) -> tuple[Header, ...]:
    seconds = told_headers(refusal).get(RETRY_AFTER)
    return () if seconds is None else ((RETRY_AFTER.lower().encode(), seconds.encode()),)


async def _send(reply: Reply, send: Send) -> None:
    headers = [
        (_CONTENT_TYPE, f"{reply.form}; charset=utf-8".encode()),
        (b"content-length", b"%d" % len(reply.body)),
        _NO_STORE,
        *reply.more,
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
