"""Speak to a peer over HTTP: post what is signed, and take no answer that is not sound."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, NamedTuple

import httpx

from hub.clock import now
from hub.crypto.webhooks import Hand, signed_headers
from hub.exchange.rules import LOCAL, outside

TIMEOUT_SECONDS = 10.0
LARGEST_ANSWER: Final = 4 << 20
_NOT_NOW: Final = frozenset({408, 425, 429, 502, 503, 504})
_GONE: Final = 410
_REFUSED: Final = range(400, 500)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class NotReachedError(Exception):
    """Nobody answered, or not now: it says nothing of what was sent."""


class UnsoundError(Exception):
    """A peer answered, and not as it should; it may have taken what was sent all the same."""


class RefusedError(UnsoundError):
    """A peer will not take what was sent, however often it is tried (4xx)."""


class GoneError(Exception):
    """A peer is gone for good (410)."""


class Answer(NamedTuple):
    """What a peer answered."""

    headers: Mapping[str, str]
    body: bytes


async def addresses_of(host: str, port: int) -> Sequence[str]:
    """Return every address that a name leads to."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


class OutsideTransport(httpx.AsyncHTTPTransport):
    """Connects to public addresses alone: a webhook must not lead into a private network.

    The address that was looked at is the one connected to, so that a name which leads elsewhere
    the next time gains nothing; the certificate is still checked for the name.
    """

    def __init__(self, *, demo: bool, resolve: Resolve = addresses_of) -> None:
        """Take whether this machine may be spoken to, and how names are resolved."""
        super().__init__(trust_env=False)
        self._demo = demo
        self._resolve = resolve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to where its name leads, if that is outside."""
        host = request.url.host
        if not (self._demo and host in LOCAL):
            port = request.url.port or 443
            try:
                found = await self._resolve(host, port)
            except OSError:
                raise httpx.ConnectError("NAME_UNKNOWN") from None
            if not found or not all(map(outside, found)):
                raise httpx.ConnectError("ADDRESS_PRIVATE")
            request.extensions = {**request.extensions, "sni_hostname": host}
            request.url = request.url.copy_with(host=found[0])
        return await super().handle_async_request(request)


def client_of(*, partner: bool, demo: bool) -> httpx.AsyncClient:
    """Return a client for one peer; redirects are not followed, nor proxies of the environment."""
    return httpx.AsyncClient(
        transport=OutsideTransport(demo=demo) if partner else None,
        headers={"accept-encoding": "identity"},
        timeout=TIMEOUT_SECONDS,
        follow_redirects=False,
        trust_env=False,
    )


async def post(
    client: httpx.AsyncClient, address: str, message: str, body: bytes, hands: Sequence[Hand]
) -> Answer:
    """Post a message and return the whole answer, however slowly it comes, or fail in time.

    Raises: NotReachedError, UnsoundError, RefusedError, GoneError.
    """
    headers = signed_headers(message, now(), body, hands)
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await _posted(client, address, headers, body)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotReachedError(_told(error)) from None
    except (httpx.HTTPError, TimeoutError) as error:
        raise UnsoundError(_told(error)) from None


async def _posted(
    client: httpx.AsyncClient, address: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    async with client.stream("POST", address, content=body, headers=headers) as response:
        _check_status(response.status_code)
        got = bytearray()
        async for part in response.aiter_raw():
            got += part
            if len(got) > LARGEST_ANSWER:
                raise UnsoundError("ANSWER_TOO_LARGE")
        return Answer(response.headers, bytes(got))


def _check_status(status: int) -> None:
    if status in _NOT_NOW:
        raise NotReachedError(f"HTTP_{status}")
    if status == _GONE:
        raise GoneError(f"HTTP_{status}")
    if status in _REFUSED:
        raise RefusedError(f"HTTP_{status}")
    if not httpx.codes.is_success(status):
        raise UnsoundError(f"HTTP_{status}")


def _told(error: Exception) -> str:
    """Name a failure without what a library says of it, which may hold an address."""
    own = str(error) if str(error) in {"ADDRESS_PRIVATE", "NAME_UNKNOWN"} else ""
    return own or type(error).__name__
