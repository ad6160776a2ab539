"""Registers are asked in few requests; whatever goes wrong with one is UNKNOWN, and soon."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any, TypeVar

import pytest

from hub.registers.client import (
    NO_REGISTERS,
    RegisterClient,
    Registers,
    RegisterSecretInvalid,
    registers_of,
)
from hub.registers.rules import may_be_taken, register_of, worst
from hub.registers.terms import Answer, Holder, Register
from hub.settings import RegisterSecretNotSet, Settings

SECRET = "a-secret-of-the-registers"  # noqa: S105 - of this test
WAIT = 0.3
KNOWN = ("111", "canary-number-1", "canary-name-张三")
OTHER = ("111", "canary-number-2", "canary-name-李四")
T = TypeVar("T")
Reply = tuple[int, dict[str, str], bytes]


class Peer:
    """A register of the test's own: what it was asked, and what it replies."""

    def __init__(self) -> None:
        """Reply as a register does that knows one holder by another name."""
        self.asked: list[dict[str, Any]] = []
        self.tokens: set[str | None] = set()
        self.reply: Callable[[dict[str, Any]], Reply] = proper
        self.url = ""


def proper(asked: dict[str, Any]) -> Reply:
    """Reply properly: the first holder matches, the second's name is another."""
    words = {KNOWN[1]: "MATCH", OTHER[1]: "MISMATCH"}
    told = [words.get(one["code"], "UNKNOWN") for one in asked["holders"]]
    return 200, {}, json.dumps({"answers": told}).encode()


@contextmanager
def serving(peer: Peer) -> Iterator[None]:
    """Serve a peer over HTTP."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            peer.asked.append(body)
            peer.tokens.add(self.headers["authorization"])
            status, headers, content = peer.reply(body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        peer.url = f"http://127.0.0.1:{server.server_port}/check"
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield
        server.shutdown()


@pytest.fixture
def peer() -> Iterator[Peer]:
    """Return a register that is served."""
    made = Peer()
    with serving(made):
        yield made


def asking(url: str, work: Callable[[Registers], Awaitable[T]]) -> T:
    """Do something with the population register at an address."""

    async def run() -> T:
        client = RegisterClient(url, SECRET, timeout=WAIT, rest=WAIT)
        registers = Registers({Register.POPULATION: client})
        try:
            return await work(registers)
        finally:
            await registers.aclose()

    return asyncio.run(run())


def test_each_holder_is_answered_for(peer: Peer) -> None:
    company = ("001", "91", "company")
    told = asking(peer.url, lambda it: it.answers([OTHER, company, KNOWN]))
    assert told == {OTHER: Answer.MISMATCH, company: Answer.UNKNOWN, KNOWN: Answer.MATCH}
    assert peer.tokens == {f"Bearer {SECRET}"}
    assert company[1] not in str(peer.asked)


def test_a_chunk_is_asked_in_four_requests(peer: Peer) -> None:
    holders: list[Holder] = [("111", str(number), "name") for number in range(2000)]
    assert len(asking(peer.url, lambda it: it.answers(holders))) == len(holders)
    assert len(peer.asked) == 4


def slow(asked: dict[str, Any]) -> Reply:
    """Reply too late."""
    sleep(2 * WAIT)
    return proper(asked)


BROKEN: dict[str, Callable[[dict[str, Any]], Reply]] = {
    "slow": slow,
    "failing": lambda _: (500, {}, b""),
    "malformed": lambda _: (200, {}, b"{"),
    "another word": lambda _: (200, {}, b'{"answers":["MAYBE"]}'),
    "too few": lambda _: (200, {}, b'{"answers":[]}'),
    "too big": lambda _: (200, {}, b'{"answers":["MATCH"]}' + b" " * (1 << 17)),
    "elsewhere": lambda _: (307, {"location": "/other"}, b""),
}


@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN)
def test_what_is_no_answer_is_unknown(
    peer: Peer, reply: Callable[[dict[str, Any]], Reply], capfd: pytest.CaptureFixture[str]
) -> None:
    peer.reply = reply
    begun = monotonic()
    assert asking(peer.url, lambda it: it.answers([KNOWN])) == {KNOWN: Answer.UNKNOWN}
    assert monotonic() - begun < 2 * WAIT
    assert len(peer.asked) == 1
    logged = "".join(capfd.readouterr())
    assert "register_failed" in logged
    assert "canary" not in logged


def test_a_dead_register_is_left_alone_for_a_while(peer: Peer) -> None:
    async def work(registers: Registers) -> list[Answer]:
        peer.reply = BROKEN["failing"]
        told = [await registers.answers([KNOWN])]
        peer.reply = proper
        told.append(await registers.answers([KNOWN]))
        assert len(peer.asked) == 1
        await asyncio.sleep(WAIT)
        told.append(await registers.answers([KNOWN]))
        return [one[KNOWN] for one in told]

    assert asking(peer.url, work) == [Answer.UNKNOWN, Answer.UNKNOWN, Answer.MATCH]


def test_nobody_is_asked_where_no_register_is_set() -> None:
    assert registers_of(Settings()) is NO_REGISTERS
    assert not NO_REGISTERS
    assert asyncio.run(NO_REGISTERS.answers([KNOWN])) == {KNOWN: Answer.UNKNOWN}


def test_a_register_needs_a_secret(tmp_path: Path) -> None:
    url, secret = "https://register.example/check", tmp_path / "secret"
    with pytest.raises(RegisterSecretNotSet):
        registers_of(Settings(population_register_url=url))
    secret.write_text("short")
    with pytest.raises(RegisterSecretInvalid):
        registers_of(Settings(population_register_url=url, register_secret=secret))
    secret.write_text(SECRET)
    assert registers_of(Settings(legal_entity_register_url=url, register_secret=secret))


def test_the_worst_answer_counts() -> None:
    assert worst([Answer.MATCH, Answer.UNKNOWN]) is Answer.UNKNOWN
    assert worst([Answer.MISMATCH, Answer.UNKNOWN]) is Answer.MISMATCH
    assert [one for one in Answer if not may_be_taken(one)] == [Answer.MISMATCH]
    assert register_of("414") is Register.POPULATION
    assert register_of("999") is None
