"""Over real sockets: who is slow, says too much or takes nothing is let go, and is told why."""

import asyncio
from contextlib import suppress
from typing import ClassVar, cast

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hub.settings import Settings
from hub.web.front.protocol import (
    LARGEST_HEAD,
    LAST_SECONDS,
    LONGEST_ADDRESS,
    MOST_HEADERS,
    HubProtocol,
)
from tests.hub.web.front.serving import Hasty, Patient, application, request, said, serving

HEAD = b"POST /graphql HTTP/1.1\r\nHost: hub\r\n"
BODY = HEAD + b"Content-Length: 100\r\n\r\n"
SLOW = {
    "nothing": ((), b""),
    "half a head": ((HEAD,), b"RequestTooSlow"),
    "a head in drips": ((HEAD, *([b"X-A: 1\r\n"] * 12)), b"RequestTooSlow"),
    "empty lines": ((b"\r\n",) * 12, b"RequestTooSlow"),
    "half a body": ((BODY, b"{"), b"RequestTooSlow"),
    "a body in drips": ((BODY, *([b" "] * 12)), b"RequestTooSlow"),
}


@pytest.mark.parametrize(("parts", "told"), SLOW.values(), ids=SLOW.keys())
async def test_who_is_slow_is_let_go(parts: tuple[bytes, ...], told: bytes) -> None:
    async with serving(application(Settings())) as port:
        answer = await said(port, *parts, pause=0.15)
    assert told in answer
    assert (b" 408 " in answer) == bool(told)


async def test_without_time_limits_a_slow_one_stays() -> None:
    async with serving(application(Settings()), Patient) as port:
        with pytest.raises(TimeoutError):
            await said(port, HEAD, patience=3)


TOO_MUCH = {
    "a long header": (request("/graphql", b"", b"X-A: " + b"a" * LARGEST_HEAD), b"HeadTooLarge"),
    "an endless header": (HEAD + b"X-A: " + b"a" * (4 * LARGEST_HEAD), b"HeadTooLarge"),
    "many headers": (request("/graphql", b"", *([b"X-A: 1"] * MOST_HEADERS)), b"HeadTooLarge"),
    "a long address": (request("/" + "a" * LONGEST_ADDRESS), b"AddressTooLong"),
    "no request at all": (b"\x16\x03\x01 hello\r\n\r\n", b"RequestMalformed"),
}


@pytest.mark.parametrize(("sent", "told"), TOO_MUCH.values(), ids=TOO_MUCH.keys())
async def test_who_says_too_much_is_told_so(sent: bytes, told: bytes) -> None:
    async with serving(application(Settings())) as port:
        answer = await said(port, sent)
        assert b" 200 " in await said(port, request(body=b"{}"))
    assert told in answer
    assert b"nosniff" in answer


async def test_who_takes_nothing_of_an_answer_is_let_go() -> None:
    taken = await _largest_answer(Hasty)
    assert taken < 64 * 1024 * 1024


async def test_without_that_limit_the_answer_waits_for_who_takes_nothing() -> None:
    assert await _largest_answer(Patient) > 64 * 1024 * 1024


async def _largest_answer(protocol: type[HubProtocol]) -> int:
    """Take nothing for a while, and return how much there is to take afterwards."""
    async with serving(application(Settings()), protocol) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request("/large", method="GET"))
        await asyncio.sleep(3)
        taken = 0
        with suppress(ConnectionError):
            while part := await reader.read(1 << 20):
                taken += len(part)
        writer.close()
        return taken


class Known(HubProtocol):
    """The hub's protocol, whose connections can be told that the worker stops."""

    made: ClassVar[list[HubProtocol]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast("asyncio.Transport", transport))
        self.made.append(self)


class Abrupt(Known):
    """The same as uvicorn would stop it: what must not be."""

    def shutdown(self) -> None:
        HttpToolsProtocol.shutdown(self)


@pytest.mark.parametrize("before", [b"", request(body=b"{}")[:30]], ids=["made", "begun"])
async def test_what_is_on_its_way_is_answered_before_a_worker_stops(before: bytes) -> None:
    answer = await _said_while_stopping(Known, before, request(body=b"{}")[len(before) :])
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert await _said_while_stopping(Abrupt, before, request(body=b"{}")[len(before) :]) == b""


async def test_who_says_nothing_does_not_keep_a_worker_from_stopping() -> None:
    assert await _said_while_stopping(Known, b"", b"") == b""


async def _said_while_stopping(protocol: type[Known], before: bytes, after: bytes) -> bytes:
    """Say something before and after the worker begins to stop; return what it says to the end."""
    async with serving(application(Settings()), protocol) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(before)
        await asyncio.sleep(0.1)
        protocol.made.pop().shutdown()
        writer.write(after)
        answer = b""
        with suppress(ConnectionError):
            answer = await asyncio.wait_for(reader.read(), LAST_SECONDS + 1)
        writer.close()
        return answer


async def test_too_many_connections_are_turned_away_with_a_time_to_come_back() -> None:
    async with serving(application(Settings()), connections=2) as port:
        open_ones = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        answer = await said(port, request())
        for _, writer in open_ones:
            writer.close()
    assert b" 503 " in answer
    assert b"Retry-After: 5" in answer
    assert b'"code":"Busy"' in answer


async def test_a_connection_serves_many_requests_and_says_nothing_of_the_server() -> None:
    keep = request(body=b"{}").replace(b"Connection: close\r\n", b"")
    async with serving(application(Settings())) as port:
        answer = await said(port, keep, keep, request(body=b"[]"), pause=0.2)
    assert answer.count(b"HTTP/1.1 200") == 3
    assert b"server:" not in answer.lower()
