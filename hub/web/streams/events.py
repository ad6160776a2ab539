"""Server-sent events, by the distinct connections mode of graphql-sse: one operation a response."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Final

from starlette.types import Receive, Send

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


async def send_events(bodies: AsyncGenerator[bytes, None], receive: Receive, send: Send) -> None:
    """Send bodies as events until there are no more, the client leaves, or it takes no more."""
    await send({"type": "http.response.start", "status": 200, "headers": [*_HEAD]})
    sending = asyncio.create_task(_send(bodies, send))
    leaving = asyncio.create_task(_left(receive))
    done, pending = await asyncio.wait({sending, leaving}, return_when="FIRST_COMPLETED")
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    if sending in done:
        with suppress(TimeoutError):  # the server closes what was not completed
            sending.result()


async def _send(bodies: AsyncGenerator[bytes, None], send: Send) -> None:
    async with aclosing(_alive(bodies)) as frames:
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
