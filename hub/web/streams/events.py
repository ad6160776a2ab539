"""Server-sent events, by the distinct connections mode of graphql-sse: one operation a response."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from hub.web.streams.operations import Operations
from schema.context import Context
from schema.serve import GraphqlRequest
from schema.subscribe import is_subscription

EVENT_STREAM: Final = "text/event-stream"
SEND_SECONDS = 10.0
"""How long a client may leave an event untaken before it is let go."""
QUIET_SECONDS = 15.0
"""How long a stream stays without a sign that it is alive."""
_ALIVE: Final = b":\n\n"
_COMPLETE: Final = b"event: complete\ndata:\n\n"
_HEAD: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


def wants_events(request: Request, asked: GraphqlRequest) -> bool:
    """Tell whether events answer a request: a subscription may, else if nothing else is taken."""
    header = request.headers.get("accept", "")
    accepted = {part.partition(";")[0].strip().lower() for part in header.split(",")}
    if EVENT_STREAM not in accepted:
        return False
    return accepted == {EVENT_STREAM} or is_subscription(asked)


class EventStream(Response):
    """The response to one operation, an event at a time."""

    def __init__(self, operations: Operations, context: Context, asked: GraphqlRequest) -> None:
        """Take the operation."""
        super().__init__()
        self._bodies = operations.bodies(context, asked)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the operation ends, the client leaves, or it takes no more."""
        del scope
        await send({"type": "http.response.start", "status": 200, "headers": _HEAD})
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_left(receive))
        done, pending = await asyncio.wait({sending, leaving}, return_when="FIRST_COMPLETED")
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        if sending in done:
            with suppress(TimeoutError):  # the server closes what was not completed
                sending.result()

    async def _send(self, send: Send) -> None:
        async with aclosing(_alive(self._bodies)) as frames:
            async for frame in frames:
                await _in_time(send, frame, more=True)
        await _in_time(send, _COMPLETE, more=False)


async def _in_time(send: Send, frame: bytes, *, more: bool) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        await send({"type": "http.response.body", "body": frame, "more_body": more})


async def _alive(bodies: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """Yield each body as an event, and a sign of life wherever there is none for a while."""
    coming = asyncio.ensure_future(anext(bodies, None))
    try:
        yield _ALIVE
        while True:
            await asyncio.wait({coming}, timeout=QUIET_SECONDS)
            if not coming.done():
                yield _ALIVE
                continue
            body = coming.result()
            if body is None:
                return
            yield b"event: next\ndata: " + body + b"\n\n"
            coming = asyncio.ensure_future(anext(bodies, None))
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        await bodies.aclose()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
