"""Build the ASGI application: the only place where parts are wired."""

import asyncio
import gc
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from hub.audit.call import Doors
from hub.audit.recorder import Recorder
from hub.audit.transparency.notes import Signer
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Keyring, Use, load_keyring
from hub.crypto.opaque import Opaque
from hub.db.condition import examine
from hub.db.engine import WRITER, pool, reader_pool, searcher_pool, writer_engine
from hub.errors import Kind, Refusal
from hub.identity.demo import trusted_issuers
from hub.identity.held import Callers
from hub.identity.nonces import Nonces
from hub.identity.own_issuer import OwnIssuer
from hub.identity.tokens import TokenVerifier
from hub.issuing.desk import Desk
from hub.issuing.jobs import finisher
from hub.issuing.workshop import Workshop
from hub.licenses.keys import LicenseKeys
from hub.log import log_to, logger
from hub.notices.feed import Feed
from hub.notices.gateway import gateway_of
from hub.notices.outbox import run_outbox
from hub.notices.tailer import Tailer
from hub.reading.read import Reading
from hub.registers.client import Registers, registers_of
from hub.schedule import WITHOUT_GATEWAY, Job, jobs, run_jobs
from hub.settings import Settings, read_settings
from hub.web.aggregate import endpoint as aggregate
from hub.web.archive import endpoint as archive
from hub.web.archive import scanned
from hub.web.caller import Reception
from hub.web.documents import endpoint as documents
from hub.web.graphql import endpoint as graphql
from hub.web.images import endpoint as images
from hub.web.issuing import endpoint as issuing
from hub.web.log import endpoint as log
from hub.web.notices import endpoint as notices
from hub.web.oauth import endpoint as oauth
from hub.web.seals import endpoint as seals
from hub.web.usage import endpoint as usage
from schema.context import Parts
from schema.ids import GlobalIds

REQUEST_ID = b"x-request-id"
RECORDING_CONNECTIONS = 2
FINISHING_SECONDS = 5.0
COLLECTED_AFTER = (200_000, 20, 20)
"""How many new objects make a collection of the young, and how often the older come too."""


class NotFitToServe(Refusal):
    """The database is not fit: unreachable, too old, not migrated, or its clock is off."""

    kind = Kind.UNAVAILABLE
    zh = "数据库尚不可用：{about}（{told}）"
    en = "The database is not fit to serve: {about} ({told})"


def build() -> ASGIApp:
    """Build the application from the environment, as a worker does."""
    settings = read_settings()
    log_to(level=settings.log_level)
    return build_app(settings, load_keyring(settings.keyring_file))


def build_app(settings: Settings, keyring: Keyring, *more: BaseRoute) -> Starlette:
    """Wire the parts; the demonstration brings routes of its own."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[Mapping[str, Any]]:
        async with AsyncExitStack() as stack:
            engine = writer_engine(settings.writing_url, settings.writing_connections)
            stack.push_async_callback(engine.dispose)
            await _demand_fitness(engine)
            doors = await _open_doors(settings, engine, stack)
            feed, gateway = Feed(), gateway_of(settings, keyring)
            registers = registers_of(settings)
            stack.push_async_callback(registers.aclose)
            own = _parts(settings, keyring, doors, feed, registers)
            app.router.routes.extend(_routes(settings, keyring, doors, own))
            signer = Signer(settings.log_origin, [key.secret for key in keyring.of(Use.LOG)])
            app.router.routes.extend(log.routes(doors, signer.verifiers()))
            await _start(stack, Tailer(settings.writing_url, feed).run())
            finishing = Job(finisher(own.desk), FINISHING_SECONDS)
            await _start(stack, run_jobs(doors.writer, (*jobs(signer), finishing)))
            if gateway is None:
                await _start(stack, run_jobs(doors.writer, WITHOUT_GATEWAY))
            else:
                stack.push_async_callback(gateway.close)
                await _start(stack, run_outbox(doors.writer, gateway))
            _collect_rarely(stack)
            yield {"engine": engine}

    return Starlette(
        routes=[Route("/healthz", healthz), Route("/readyz", readyz), *more],
        middleware=[Middleware(RequestId)],
        lifespan=lifespan,
    )


def _collect_rarely(stack: AsyncExitStack) -> None:
    """Leave what was loaded at the start out of every collection, and collect when much is new.

    A long answer makes thousands of objects that no cycle holds; walking through the schema's
    hundreds of thousands with each of them took a good part of its time.
    """
    stack.callback(gc.set_threshold, *gc.get_threshold())
    stack.callback(gc.unfreeze)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


async def _start(stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
    """Let something run beside the requests until the application ends."""
    stack.push_async_callback(_stop, asyncio.create_task(work))


async def _stop(running: asyncio.Task[None]) -> None:
    """End what runs beside the requests, and wait until it holds no connection."""
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def _open_doors(settings: Settings, engine: AsyncEngine, stack: AsyncExitStack) -> Doors:
    reader = await reader_pool(settings.reading_url, settings.reading_connections)
    stack.push_async_callback(reader.close)
    searcher = await searcher_pool(settings.reading_url)
    stack.push_async_callback(searcher.close)
    if await reader.fetchval("SELECT pg_is_in_recovery()"):
        raise NotFitToServe(about="reading database", told="a replica may not know a revocation")
    recorder = Recorder(await pool(settings.writing_url, WRITER, RECORDING_CONNECTIONS))
    stack.push_async_callback(recorder.close)
    writer = async_sessionmaker(engine, expire_on_commit=False)
    return Doors(writer, reader, recorder, searcher)


def _parts(
    settings: Settings, keyring: Keyring, doors: Doors, feed: Feed, registers: Registers
) -> Parts:
    opaque = Opaque(keyring.of(Use.SIV))
    reading = Reading(Envelopes(keyring.of(Use.DATA)), opaque, Callers())
    workshop = Workshop(LicenseKeys(keyring), settings.base_url)
    desk = Desk(doors, reading, workshop, registers)
    return Parts(reading, GlobalIds(opaque), keyring, desk, feed)


def _routes(settings: Settings, keyring: Keyring, doors: Doors, parts: Parts) -> list[BaseRoute]:
    own, nonces = OwnIssuer(settings, keyring), Nonces(parts.reading.opaque)
    verifier = TokenVerifier([*trusted_issuers(settings, keyring), own.trusted])
    reception = Reception(doors, verifier, parts.reading.callers, nonces, settings.base_url)
    return [
        *graphql.routes(reception, parts),
        *images.routes(reception.call_of, parts.reading),
        *documents.routes(reception.call_of, parts.reading),
        *issuing.routes(reception.call_of, parts),
        *seals.routes(reception.call_of, parts.reading),
        *archive.routes(reception.call_of, parts.desk),
        *scanned.routes(reception.call_of, parts.reading),
        *aggregate.routes(reception.call_of, LicenseKeys(keyring), parts.desk.registers),
        *usage.routes(reception, parts),
        *notices.routes(reception, parts),
        *oauth.routes(doors, own, verifier, nonces),
    ]


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
                added = scope["state"].get("answer_headers", ())
                own_headers = ((REQUEST_ID, own.encode()), *added)
                message["headers"] = [*message.get("headers", ()), *own_headers]
            await send(message)

        with bound_contextvars(request_id=own):
            await self.app(scope, receive, send_with_id)


async def _demand_fitness(engine: AsyncEngine) -> None:
    for finding in await examine(engine):
        if not finding.well:
            logger().error("not_fit_to_serve", outcome=finding.about)
            raise NotFitToServe(about=finding.about, told=finding.told)
