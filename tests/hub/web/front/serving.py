"""Serve a small application over real sockets, behind the front and on the hub's own protocol."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from hub.cli.serve import OPTIONS
from hub.rates.limits import limits_of
from hub.rates.rates import Rates
from hub.settings import Settings
from hub.web.front.answers import nowhere
from hub.web.front.front import Front
from hub.web.front.protocol import HubProtocol
from hub.web.request_ids import RequestId

WORK_SECONDS = 0.04
PLACES = 4


def application(settings: Settings, rates: Rates | None = None) -> Starlette:
    """Return an application that echoes, works for a while in one of few places, and is public."""
    places = asyncio.Semaphore(PLACES)

    async def echo(request: Request) -> Response:
        with suppress(ClientDisconnect):
            return Response(await request.body())
        return Response(status_code=500)

    async def work(_request: Request) -> Response:
        async with places:
            await asyncio.sleep(WORK_SECONDS)
        return PlainTextResponse("done")

    async def large(_request: Request) -> Response:
        return Response(bytes(64 * 1024 * 1024))

    return Starlette(
        routes=[
            Route("/graphql", echo, methods=["POST"]),
            Route("/oauth/token", echo, methods=["POST"]),
            Route("/log/key", work),
            Route("/work", work),
            Route("/large", large),
        ],
        middleware=[
            Middleware(RequestId),
            Middleware(Front, settings, rates or Rates(limits_of(settings))),
        ],
        exception_handlers={HTTPException: nowhere},
    )


class Hasty(HubProtocol):
    """The hub's protocol with less patience."""

    head_seconds = 0.5
    body_seconds = 0.5
    answer_seconds = 0.5


class Patient(HubProtocol):
    """The same with none of its limits of time: what must not be."""

    head_seconds = body_seconds = answer_seconds = 3600.0


@asynccontextmanager
async def serving(
    app: ASGIApp, protocol: type[asyncio.Protocol] = Hasty, connections: int = 500
) -> AsyncIterator[int]:
    """Serve an application until the block ends; yield the port."""
    named = OPTIONS | {"http": protocol, "limit_concurrency": connections, "lifespan": "off"}
    server = uvicorn.Server(uvicorn.Config(app, **named))
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen(4096)
        running = asyncio.create_task(server.serve([bound]))
        try:
            yield bound.getsockname()[1]
        finally:
            server.should_exit = server.force_exit = True
            await running


async def said(port: int, *parts: bytes, pause: float = 0.0, patience: float = 10.0) -> bytes:
    """Send parts with pauses between, and return all that comes until the other side closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        with suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(pause)
        answer = b""
        with suppress(ConnectionError):
            async with asyncio.timeout(patience):
                while part := await reader.read(1 << 16):
                    answer += part
        return answer
    finally:
        writer.close()


def request(
    path: str = "/graphql", body: bytes = b"", *headers: bytes, method: str = "POST"
) -> bytes:
    """Return the bytes of a request after which the connection is closed."""
    head = [
        f"{method} {path} HTTP/1.1".encode(),
        b"Host: hub",
        b"Connection: close",
        f"Content-Length: {len(body)}".encode(),
        *headers,
    ]
    return b"\r\n".join([*head, b"", body])
