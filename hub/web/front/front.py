"""The front: every request passes here first, and what is not fit to go on is answered here."""

from http import HTTPStatus
from typing import Final

from starlette.responses import Response
from starlette.status import WS_1008_POLICY_VIOLATION
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.errors import Refusal
from hub.rates.addresses import address, address_of
from hub.rates.rates import Rates
from hub.rates.refusals import Busy
from hub.settings import Settings
from hub.web.front.answers import response_to
from hub.web.front.headers import CAREFUL, HTTPS_ONLY, NO_STORE, Header, Origins
from hub.web.front.refusals import BodyTooLarge
from hub.web.front.weights import KIBIBYTE, LARGEST_BODIES, LARGEST_BODY, OPEN, part_of

NEVER_BUSY: Final = {"healthz", "readyz"}
RETRY_SECONDS: Final = 1


class Front:
    """Knows where a request comes from, bounds how many run and how large they are, adds headers.

    A request counts as running until its answer begins: streams do not keep others out.
    """

    def __init__(self, app: ASGIApp, settings: Settings, rates: Rates) -> None:
        """Wrap an application."""
        self._app, self._rates = app, rates
        self._proxies, self._most = settings.trusted_proxies, settings.requests_at_once
        self._origins = Origins(settings.cors_origins.split(",") if settings.cors_origins else ())
        https = settings.base_url.startswith("https:")
        self._careful = (*CAREFUL, HTTPS_ONLY) if https else CAREFUL
        self.running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have it answered."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        known = address.set(address_of(scope, self._proxies))
        try:
            if scope["type"] == "http":
                await self._answer(scope, receive, send)
            elif self._origins.may_connect(scope):
                await self._app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": WS_1008_POLICY_VIOLATION})
        finally:
            address.reset(known)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = _Visit(self, send, (*self._careful, *self._origins.headers(scope)))
        try:
            preflight = self._origins.preflight(scope)
            if not preflight:
                await self._admit(scope, visit)
                await self._app(scope, receive, visit.send)
                return
            response = Response(status_code=HTTPStatus.NO_CONTENT)
            response.raw_headers.extend(preflight)
        except Refusal as refusal:
            response = response_to(scope, refusal)
        finally:
            visit.end()
        await response(scope, receive, visit.send)

    async def _admit(self, scope: Scope, visit: "_Visit") -> None:
        """Let a request go on, if there is room for it and nothing against it.

        Raises: Busy, BodyTooLarge, TooManyRequests.
        """
        part = part_of(scope["path"])
        if self.running >= self._most and part not in NEVER_BUSY:
            raise Busy(seconds=RETRY_SECONDS)
        visit.begin()
        _check_size(scope, LARGEST_BODIES.get(part, LARGEST_BODY))
        if (open_to_all := OPEN.get(part)) is not None:
            await self._rates.take_open(open_to_all.weight, open_to_all.area)


class _Visit:
    """One request: whether it still runs, and what is added to its answer."""

    def __init__(self, front: Front, send: Send, headers: tuple[Header, ...]) -> None:
        self._front, self._send, self._headers = front, send, headers
        self._runs = False

    def begin(self) -> None:
        self._runs = True
        self._front.running += 1

    def end(self) -> None:
        if self._runs:
            self._runs = False
            self._front.running -= 1

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.end()
            given = [*message.get("headers", ())]
            said = {name.lower() for name, _ in given}
            more = (one for one in (*self._headers, NO_STORE) if one[0] not in said)
            message["headers"] = [*given, *more]
        await self._send(message)


def _check_size(scope: Scope, most: int | None) -> None:
    """Refuse a body by the length that it announces, before any of it is read.

    Raises: BodyTooLarge.
    """
    if most is None:
        return
    for name, value in scope["headers"]:
        if name == b"content-length" and int(value) > most:
            raise BodyTooLarge(most=most // KIBIBYTE)
