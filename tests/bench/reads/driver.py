"""Execute statements that the hub was seen to read, with its driver and nothing else.

python -m tests.bench.reads.driver URL FILE SECONDS
"""

import asyncio
import json
import os
import pickle
import resource
import sys
import time
from itertools import cycle
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import orjson
import uvloop
from asyncpg.prepared_stmt import PreparedStatement

from tests.bench.reads.load import CONNECTIONS, FEWEST, WARM, until
from tests.bench.reads.measure import WARM_UP_SECONDS, Measured

Ways = dict[str, "Way"]


class Way:
    """One connection with the settings that the hub gave its own, and what is prepared on it."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - asyncpg has no types
        """Take the connection."""
        self._connection = connection
        self._prepared: dict[str, PreparedStatement] = {}

    async def fetch(self, query: str, args: tuple[Any, ...]) -> None:
        """Execute a statement, prepared under a name the first time."""
        prepared = self._prepared.get(query)
        if prepared is None:
            name = f"read_{len(self._prepared)}"
            prepared = await self._connection.prepare(query, name=name)
            self._prepared[query] = prepared
        await prepared.fetch(*args)


async def _way(url: str, settings: dict[str, str]) -> Way:
    connection = await asyncpg.connect(url, server_settings=settings)
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name,
            schema="pg_catalog",
            encoder=lambda value: orjson.dumps(value).decode(),
            decoder=orjson.loads,
        )
    return Way(connection)


class Run:
    """What the tasks of a run share."""

    def __init__(self, url: str, noted: list[Any]) -> None:
        """Take where to read, and what."""
        self.url = url
        self.next = cycle(noted).__next__
        self.times: list[float] = []
        self.until = float("inf")

    async def read(self) -> None:
        """Read what one request read, then the next, until it is time to end."""
        ways: Ways = {}
        while time.perf_counter() < self.until:
            started = time.perf_counter()
            for settings, query, args in self.next():
                kind = json.dumps(settings)
                if kind not in ways:
                    ways[kind] = await _way(self.url, settings)
                await ways[kind].fetch(query, args)
            self.times.append(time.perf_counter() - started)


async def execute(url: str, noted: list[Any], seconds: float) -> Measured:
    """Read for some seconds on as many connections as a load has."""
    run = Run(url, noted)
    tasks = [asyncio.create_task(run.read()) for _ in range(CONNECTIONS)]
    await asyncio.sleep(WARM_UP_SECONDS)
    await until(lambda: len(run.times) >= WARM)
    run.times.clear()
    started, before = time.perf_counter(), _processor_seconds()
    await asyncio.sleep(seconds)
    await until(lambda: len(run.times) >= FEWEST)
    times, took = sorted(run.times), time.perf_counter() - started
    spent = _processor_seconds() - before
    run.until = 0.0
    await asyncio.gather(*tasks)
    return Measured(
        seen=len(times) / took,
        rate=len(times) / spent,
        database=0.0,
        p50=1000 * times[len(times) // 2],
        p99=1000 * times[len(times) * 99 // 100],
        size=0,
    )


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    os.sched_setaffinity(0, json.loads(os.environ["CORES"]))
    noted = pickle.loads(Path(sys.argv[2]).read_bytes())  # noqa: S301 - written by this very run
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        told = runner.run(execute(sys.argv[1], noted, float(sys.argv[3])))
    sys.stdout.buffer.write(msgspec.json.encode(told))
