"""Send requests in a closed loop over connections that stay open, and measure what comes back.

It is as light as it can be, so that it is never what is measured: bytes made beforehand, a bare
protocol, one look at each answer. It runs in a process of its own.
"""

import asyncio
import gc
import os
import time
from array import array
from collections.abc import Callable, Sequence
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final, cast

import msgspec
import uvloop

CONNECTIONS: Final = 32
FEWEST: Final = 100
"""Fewer answers than these are no measurement."""
WARM: Final = 200
"""After so many answers, and no fewer, is a server warm."""
PATIENCE_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.05
_END, _LENGTH, _ID = b"\r\n\r\n", b"content-length:", b"x-request-id:"


class Answered(msgspec.Struct, kw_only=True):
    """What came back of one run."""

    requests: int
    seconds: float
    bytes: int
    p50: float
    p99: float
    """Milliseconds."""
    ids: list[str]
    """The request ids of the answers, those of the warm-up included."""
    error: str | None = None
    """The first answer that was none; it makes the run void."""

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


class _Run:
    """What the connections of a run share."""

    def __init__(self, requests: Sequence[bytes]) -> None:
        self.next = cycle(requests).__next__
        self.times = array("d")
        self.ids: list[bytes] = []
        self.received = 0
        self.answered = 0
        self.counting = False
        self.ending = False
        self.error: str | None = None
        self.open = 0
        self.done = asyncio.get_running_loop().create_future()

    def fail(self, told: str) -> None:
        self.error = self.error or told
        self.ending = True

    def closed(self) -> None:
        self.open -= 1
        if not self.open and not self.done.done():
            self.done.set_result(None)


class _Caller(asyncio.Protocol):
    """One connection: it sends the next request as soon as the last is answered."""

    def __init__(self, run: _Run) -> None:
        self._run = run
        self._held = bytearray()
        self._whole = 0
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._run.open += 1
        self._send()

    def _send(self) -> None:
        if self._run.ending:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(self._run.next())

    def data_received(self, data: bytes) -> None:
        self._held += data
        if not self._whole and not self._head():
            return
        if len(self._held) >= self._whole:
            self._answered(bytes(self._held))
            self._held.clear()
            self._whole = 0
            self._send()

    def _head(self) -> bool:
        end = self._held.find(_END)
        if end < 0:
            return False
        head = bytes(self._held[:end]).lower()
        place = head.find(_LENGTH)
        if place < 0:
            self._run.fail(f"no length: {head!r}")
            self._transport.close()
            return False
        length = int(head[place + len(_LENGTH) :].partition(b"\r\n")[0])
        self._whole = end + len(_END) + length
        place = head.find(_ID)
        if place >= 0:
            self._run.ids.append(head[place + len(_ID) :].partition(b"\r\n")[0].strip())
        return True

    def _answered(self, answer: bytes) -> None:
        if not answer.startswith(b"HTTP/1.1 200") or b'"errors":' in answer:
            self._run.fail(answer[:2000].decode("utf-8", "replace"))
            return
        self._run.answered += 1
        if self._run.counting:
            self._run.times.append(time.perf_counter() - self._sent)
            self._run.received += len(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._run.ending:
            self._run.fail(f"connection lost: {exc!r}")
        self._run.closed()


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent, where, and for how long."""

    port: int
    requests: list[bytes]
    warm_up: float
    seconds: float
    warm: int = WARM
    fewest: int = FEWEST


async def until(enough: Callable[[], bool]) -> None:
    """Wait for enough answers of a server that is slow, though not for ever."""
    for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
        if enough():
            return
        await asyncio.sleep(LOOK_SECONDS)


async def drive(load: Load, mark: Callable[[str], None]) -> Answered:
    """Send a load and measure it; `mark` is told when the counting begins and when it ends."""
    run, loop = _Run(load.requests), asyncio.get_running_loop()
    for _ in range(CONNECTIONS):
        await loop.create_connection(lambda: _Caller(run), "127.0.0.1", load.port)
    await asyncio.sleep(load.warm_up)
    await until(lambda: run.error is not None or run.answered >= load.warm)
    mark("counting")
    run.counting, started = True, time.perf_counter()
    await asyncio.sleep(load.seconds)
    await until(lambda: run.error is not None or len(run.times) >= load.fewest)
    run.counting, took = False, time.perf_counter() - started
    mark("counted")
    run.ending = True
    async with asyncio.timeout(PATIENCE_SECONDS):
        await run.done
    times = sorted(run.times) or [0.0]
    return Answered(
        requests=len(run.times),
        seconds=took,
        bytes=run.received,
        p50=1000 * times[len(times) // 2],
        p99=1000 * times[len(times) * 99 // 100],
        ids=[one.decode() for one in run.ids],
        error=run.error or (None if run.times else "nothing was answered"),
    )


def _call(told: Connection, load: Load, cores: set[int]) -> None:
    os.sched_setaffinity(0, cores)
    gc.freeze()
    gc.disable()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        told.send(runner.run(drive(load, told.send)))


def send(load: Load, cores: set[int], mark: Callable[[], None]) -> Answered:
    """Send from a process of its own; `mark` is called when the counting begins and when it ends.

    Raises: EOFError, if the process ends before it has told.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_call, args=(theirs, load, cores))
    process.start()
    theirs.close()
    try:
        while not isinstance(told := ours.recv(), Answered):
            mark()
        return told
    finally:
        process.join()
