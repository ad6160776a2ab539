"""Build the ASGI application: the only place where parts are wired."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from hub.db.condition import examine
from hub.db.engine import reader_pool, writer_engine
from hub.errors import Kind, Refusal
from hub.log import log_to, logger
from hub.settings import Settings, read_settings

REQUEST_ID = b"x-request-id"


class NotFitToServe(Refusal):
    """The database is not fit: unreachable, too old, not migrated, or its clock is off."""

    kind = Kind.UNAVAILABLE
    zh = "数据库尚不可用：{about}（{told}）"
    en = "The database is not fit to serve: {about} ({told})"


def build() -> ASGIApp:
    """Build the application from the environment, as a worker does."""
    settings = read_settings()
    log_to(level=settings.log_level)
    return build_app(settings)


def build_app(settings: Settings) -> Starlette:
    """Wire the parts."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[Mapping[str, Any]]:
        engine = writer_engine(settings.writing_url, settings.writing_connections)
        try:
            await _demand_fitness(engine)
            async with await reader_pool(
                settings.reading_url, settings.reading_connections
            ) as pool:
                yield {"engine": engine, "pool": pool}
        finally:
            await engine.dispose()

    return Starlette(
        routes=[Route("/healthz", healthz), Route("/readyz", readyz)],
        middleware=[Middleware(RequestId)],
        lifespan=lifespan,
    )


async def healthz(_request: Request) -> JSONResponse:
    """Say that the process is alive, whatever it depends on."""
    return JSONResponse({"alive": True})


async def readyz(request: Request) -> JSONResponse:
    """Say whether a request sent here would be served."""
    findings = await examine(request.state.engine)
    ready = all(finding.well for finding in findings)
    body = {"ready": ready, **{finding.about: finding.well for finding in findings}}
    return JSONResponse(body, status_code=200 if ready else 503)


class RequestId:
    """Give each request an id of the hub's own making.

    One that a caller sent is not taken over: it goes into logs, and could hold anything.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the id in the request's state, in the logs and in the answer."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        own = uuid4().hex
        scope.setdefault("state", {})["request_id"] = own

        async def send_with_id(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                message["headers"] = [*message.get("headers", ()), (REQUEST_ID, own.encode())]
            await send(message)

        with bound_contextvars(request_id=own):
            await self.app(scope, receive, send_with_id)


async def _demand_fitness(engine: AsyncEngine) -> None:
    for finding in await examine(engine):
        if not finding.well:
            logger().error("not_fit_to_serve", outcome=finding.about)
            raise NotFitToServe(about=finding.about, told=finding.told)
