"""Registers are asked in few requests; whatever goes wrong with one is UNKNOWN, and soon."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from io import StringIO
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

import pytest

from hub.licenses.terms import Answer
from hub.log import log_to
from hub.registers.client import (
    NO_REGISTERS,
    RegisterClient,
    Registers,
    RegisterSecretInvalid,
    registers_of,
)
from hub.registers.rules import holder_check, may_be_taken, register_of, worst
from hub.registers.terms import Holder, Register
from hub.settings import RegisterSecretNotSet, Settings
from tests.hub.registers.peer import KNOWN, OTHER, SECRET, Peer, Reply, proper, serving

WAIT = 1.0
LONG = 3.0
"""How long to wait where an answer takes most of it and comes in time, on a busy machine too."""
T = TypeVar("T")


@pytest.fixture
def peer() -> Iterator[Peer]:
    """Return a register that is served."""
    made = Peer()
    with serving(made):
        yield made


def asking(url: str, work: Callable[[Registers], Awaitable[T]], wait: float = WAIT) -> T:
    """Do something with the population register at an address."""

    async def run() -> T:
        client = RegisterClient(url, SECRET, timeout=wait, rest=wait)
        registers = Registers({Register.POPULATION: client})
        try:
            return await work(registers)
        finally:
            await registers.aclose()

    return asyncio.run(run())


def test_each_holder_is_answered_for(peer: Peer) -> None:
    company = ("001", "91", "company")
    told = asking(peer.url, lambda it: it.answers([OTHER, company, KNOWN]))
    assert told == {OTHER: Answer.MISMATCH, KNOWN: Answer.MATCH}
    assert peer.tokens == {f"Bearer {SECRET}"}
    assert company[1] not in str(peer.asked)


def test_a_chunk_is_asked_in_four_requests(peer: Peer) -> None:
    holders: list[Holder] = [("111", str(number), "name") for number in range(2000)]
    assert len(asking(peer.url, lambda it: it.answers(holders))) == len(holders)
    assert len(peer.asked) == 4


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What is logged meanwhile."""
    stream = StringIO()
    log_to(stream, "debug")
    yield stream
    log_to()


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
    peer: Peer, reply: Callable[[dict[str, Any]], Reply], written: StringIO
) -> None:
    peer.reply = reply
    begun = monotonic()
    assert asking(peer.url, lambda it: it.answers([KNOWN])) == {KNOWN: Answer.UNKNOWN}
    assert monotonic() - begun < 2 * WAIT
    assert len(peer.asked) == 1
    logged = written.getvalue()
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


def test_waiting_for_a_turn_does_not_leave_the_register_alone(
    peer: Peer, written: StringIO
) -> None:
    holders: list[Holder] = [(KNOWN[0], str(number), "name") for number in range(6000)]

    def unhurried(asked: dict[str, Any]) -> Reply:
        sleep(0.7 * LONG)
        return proper(asked)

    async def work(registers: Registers) -> Answer:
        peer.reply = unhurried
        told = await registers.answers(holders)
        assert len(told) == len(holders)
        return (await registers.answers([KNOWN]))[KNOWN]

    assert asking(peer.url, work, LONG) is Answer.MATCH
    logged = written.getvalue()
    assert "register_busy" in logged
    assert "register_failed" not in logged


def test_nobody_is_asked_where_no_register_is_set() -> None:
    assert registers_of(Settings()) is NO_REGISTERS
    assert not NO_REGISTERS
    assert asyncio.run(NO_REGISTERS.answers([KNOWN])) == {}


def test_a_register_needs_a_secret(tmp_path: Path) -> None:
    url, secret = "https://register.example/check", tmp_path / "secret"
    with pytest.raises(RegisterSecretNotSet):
        registers_of(Settings(population_register_url=url))
    with pytest.raises(RegisterSecretInvalid):
        registers_of(Settings(population_register_url=url, register_secret=secret))
    secret.write_text("short")
    with pytest.raises(RegisterSecretInvalid):
        registers_of(Settings(population_register_url=url, register_secret=secret))
    secret.write_text(SECRET)
    assert registers_of(Settings(legal_entity_register_url=url, register_secret=secret))


def test_the_worst_answer_counts() -> None:
    assert worst([Answer.MATCH, Answer.UNKNOWN]) is Answer.UNKNOWN
    company = ("001", "91", "company")
    assert holder_check([company], {}) is None
    assert holder_check([KNOWN, company], {KNOWN: Answer.MATCH}) is Answer.UNKNOWN
    assert holder_check([KNOWN], {KNOWN: Answer.MATCH}) is Answer.MATCH
    assert worst([Answer.MISMATCH, Answer.UNKNOWN]) is Answer.MISMATCH
    assert [one for one in Answer if not may_be_taken(one)] == [Answer.MISMATCH]
    assert register_of("414") is Register.POPULATION
    assert register_of("999") is None
