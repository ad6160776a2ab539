"""Build the ASGI application: the only place where parts are wired."""

import asyncio
import gc
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from http import HTTPStatus
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.audit.call import Doors
from hub.audit.recorder import Recorder
from hub.audit.transparency.notes import Signer
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Keyring, Use, load_keyring
from hub.crypto.opaque import Opaque
from hub.db.condition import examine
from hub.db.engine import WRITER, pool, reader_pool, searcher_pool, writer_engine
from hub.errors import Kind, Refusal
from hub.exchange.peers import Exchange
from hub.exchange.sending import run_exchange
from hub.identity.demo import trusted_issuers
from hub.identity.held import Callers
from hub.identity.issuers import TrustedIssuer
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
from hub.rates.bench import Bench
from hub.rates.limits import limits_of
from hub.rates.rates import Rates
from hub.rates.shared import Shared
from hub.reading.read import Reading
from hub.registers.client import Registers, registers_of
from hub.schedule import WITHOUT_GATEWAY, Job, jobs, run_jobs
from hub.settings import Settings, read_settings
from hub.supervision.diagnostics.condition import examine_hub
from hub.web.aggregate import endpoint as aggregate
from hub.web.archive import endpoint as archive
from hub.web.archive import scanned
from hub.web.caller import Reception
from hub.web.demo_idp.oidc import provider as demo_provider
from hub.web.documents import endpoint as documents
from hub.web.exemptions import endpoint as exemptions
from hub.web.explorer import endpoint as explorer
from hub.web.front.answers import nowhere
from hub.web.front.front import Front
from hub.web.front.refusals import NothingHere
from hub.web.graphql.endpoint import PATH, Endpoint
from hub.web.images import endpoint as images
from hub.web.issuing import endpoint as issuing
from hub.web.log import endpoint as log
from hub.web.notices import endpoint as notices
from hub.web.oauth import endpoint as oauth
from hub.web.pages import site as pages
from hub.web.pages.render import Renderer
from hub.web.pages.session.provider import SignIn, read_provider
from hub.web.pages.session.sealed import Cookies
from hub.web.pages.site import AREAS
from hub.web.pages.visit import Desk as PageDesk
from hub.web.request_ids import RequestId
from hub.web.seals import endpoint as seals
from hub.web.usage import endpoint as usage
from schema.context import Parts
from schema.ids import GlobalIds

RECORDING_CONNECTIONS = 2
FINISHING_SECONDS = 5.0
COLLECTED_AFTER = (5_000, 50, 100)
"""How many new objects make a collection of the young, and how often the older come too.

Few, so that nobody waits long for one: forty times as many take 100 ms at once, and no less
work in all.
"""


class HubApp(Starlette):
    """The application; `/graphql` is answered before the framework's routing, which costs more."""

    front: ASGIApp
    """What every request passes first."""
    graphql: ASGIApp | None = None
    pages: PageDesk | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await super().__call__(scope, receive, send)
        else:
            await self.front(scope, receive, send)

    async def behind(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that may go on."""
        if scope["path"] == PATH and self.graphql is not None:
            await self.graphql(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


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


def build_app(settings: Settings, keyring: Keyring, *more: BaseRoute) -> HubApp:
    """Wire the parts; the demonstration brings routes of its own."""
    rates = _rates(settings, keyring)

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
            own = replace(
                _parts(settings, keyring, doors, feed, registers),
                rates=rates,
                examine=partial(examine_hub, settings, engine),
            )
            issuer, nonces = OwnIssuer(settings, keyring), Nonces(own.reading.opaque)
            trusted = trusted_issuers(settings, keyring)
            verifier = TokenVerifier([*trusted, issuer.trusted])
            callers = own.reading.callers
            reception = Reception(doors, verifier, callers, nonces, settings.base_url, rates)
            hub.graphql = endpoint = Endpoint(reception, own)
            hub.pages = desk = _desk_of_pages(settings, reception, endpoint, own)
            app.router.routes.extend(_files(desk, own))
            app.router.routes.extend(pages.routes(desk, _sign_in(settings, trusted)))
            app.router.routes.extend(_routes(reception, keyring, own))
            app.router.routes.extend(oauth.routes(doors, issuer, verifier, nonces))
            signer = Signer(settings.log_origin, [key.secret for key in keyring.of(Use.LOG)])
            app.router.routes.extend(log.routes(doors, signer.verifiers()))
            if rates.shared is not None:
                stack.push_async_callback(rates.shared.close)
                await _start(stack, rates.shared.watch())
            await _start(stack, Tailer(settings.writing_url, feed).run())
            finishing = Job(finisher(own.desk), FINISHING_SECONDS)
            exchange = _exchange(settings, keyring, own)
            stack.push_async_callback(exchange.close)
            await _start(stack, run_exchange(exchange))
            due = (*jobs(signer, own.desk.workshop.envelopes), finishing)
            await _start(stack, run_jobs(doors.writer, due))
            if gateway is None:
                await _start(stack, run_jobs(doors.writer, WITHOUT_GATEWAY))
            else:
                stack.push_async_callback(gateway.close)
                await _start(stack, run_outbox(doors.writer, gateway))
            _collect_rarely(stack)
            yield {"engine": engine}

    hub = HubApp(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            *explorer.routes(settings),
            *more,
        ],
        exception_handlers={HTTPException: nowhere_in_words},
        lifespan=lifespan,
    )
    hub.front = RequestId(Front(hub.behind, settings, rates))
    return hub


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


def _rates(settings: Settings, keyring: Keyring) -> Rates:
    """Return the limits; in Redis keys are told under a secret that all workers know."""
    shared = None
    if settings.redis_url is not None:
        secret = blake2b(b"rates", key=keyring.of(Use.SIV)[0].secret, digest_size=32)
        shared = Shared(settings.redis_url, secret.digest())
    return Rates(limits_of(settings), settings.workers, shared)


def _parts(
    settings: Settings, keyring: Keyring, doors: Doors, feed: Feed, registers: Registers
) -> Parts:
    opaque = Opaque(keyring.of(Use.SIV))
    reading = Reading(Envelopes(keyring.of(Use.DATA)), opaque, Callers())
    reading.bench = Bench(settings.heavy_at_once)
    workshop = Workshop(LicenseKeys(keyring), settings.base_url)
    desk = Desk(doors, reading, workshop, registers)
    return Parts(reading, GlobalIds(opaque), keyring, desk, feed, demo=settings.demo)


def _exchange(settings: Settings, keyring: Keyring, parts: Parts) -> Exchange:
    reading, private = parts.reading, keyring.of(Use.EXCHANGE)[0].secret
    return Exchange(
        parts.desk.doors, reading, reading.opaque, reading.envelopes, private, settings.demo
    )


def _files(desk: PageDesk, parts: Parts) -> list[BaseRoute]:
    """Return where links to files are followed: by applications, and by visitors of the pages."""
    return [
        *images.routes(desk.call_of, parts.reading),
        *documents.routes(desk.call_of, parts.reading),
        *archive.routes(desk.call_of, parts.desk),
    ]


def _routes(reception: Reception, keyring: Keyring, parts: Parts) -> list[BaseRoute]:
    return [
        *issuing.routes(reception.call_of, parts),
        *seals.routes(reception.call_of, parts.reading),
        *scanned.routes(reception.call_of, parts.reading),
        *aggregate.routes(reception.call_of, LicenseKeys(keyring), parts.desk.registers),
        *exemptions.routes(reception.call_of, parts),
        *usage.routes(reception, parts),
        *notices.routes(reception, parts),
    ]


def _desk_of_pages(
    settings: Settings, reception: Reception, endpoint: Endpoint, parts: Parts
) -> PageDesk:
    https = settings.base_url.startswith("https:")
    return PageDesk(
        reception,
        endpoint.answer,
        Cookies(parts.reading.opaque, https=https),
        Renderer(),
        AREAS,
        parts.desk,
        demo=settings.demo,
        explorer=explorer.is_served(settings),
    )


def _sign_in(settings: Settings, trusted: list[TrustedIssuer]) -> SignIn | None:
    """Return how people sign in: by the provider that is set up, or the demonstration's own."""
    provider = read_provider(settings.sign_in) if settings.sign_in else None
    if provider is None and settings.demo:
        provider = demo_provider(settings.base_url)
    return None if provider is None else SignIn(provider, settings.base_url, trusted)


async def nowhere_in_words(request: Request, error: Exception) -> Response:
    """Answer where there is nothing: people by a page, programs as elsewhere."""
    desk: PageDesk | None = request.app.pages
    lost = isinstance(error, HTTPException) and error.status_code == HTTPStatus.NOT_FOUND
    if lost and desk is not None and "text/html" in request.headers.get("accept", ""):
        return await desk.declined(request, NothingHere())
    return await nowhere(request, error)


async def healthz(_request: Request) -> JSONResponse:
    """Say that the process is alive, whatever it depends on."""
    return JSONResponse({"alive": True})


async def readyz(request: Request) -> JSONResponse:
    """Say whether a request sent here would be served."""
    findings = await examine(request.state.engine)
    ready = all(finding.well for finding in findings)
    body = {"ready": ready, **{finding.about: finding.well for finding in findings}}
    return JSONResponse(body, status_code=200 if ready else 503)


async def _demand_fitness(engine: AsyncEngine) -> None:
    for finding in await examine(engine):
        if not finding.well:
            logger().error("not_fit_to_serve", outcome=finding.about)
            raise NotFitToServe(about=finding.about, told=finding.told)
