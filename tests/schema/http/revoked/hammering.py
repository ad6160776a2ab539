"""Readers hammer every worker while rights are revoked; what each read was answered is kept."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from tests.schema.http.asking import Answer, identifier
from tests.schema.http.revoked.bases import BASES, Way
from tests.schema.http.revoked.serving import WORKERS, Workers

READ = """query ($of: String!, $field: String!) { license(identifier: $of) {
    fields(keys: [$field]) { outcome decision { basis } } } }"""
PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Read:
    """One read: when it was sent, to which worker, and whether it was answered by the basis."""

    sent: float
    worker: int
    granted: bool


@dataclass
class Readers:
    """One reader a worker, each asking again as soon as it was answered."""

    workers: Workers
    way: Way
    reads: list[Read] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def read(self, worker: int) -> None:
        """Ask one worker again and again."""
        way = self.way
        named = {"of": identifier(way.landmark), "field": way.field}
        while True:
            sent = time.monotonic()
            answer = await self.workers.ask(worker, READ, way.by, way.purpose, **named)
            async with self.changed:
                self.reads.append(Read(sent, worker, _granted(answer, way)))
                self.changed.notify_all()

    async def until(self, fits: Callable[[Read], bool]) -> None:
        """Wait until every worker has answered a read that fits."""

        def each() -> bool:
            return len({read.worker for read in self.reads if fits(read)}) == WORKERS

        async with asyncio.timeout(PATIENCE_SECONDS), self.changed:
            await self.changed.wait_for(each)


def _granted(answer: Answer, way: Way) -> bool:
    """Tell whether the field was shown on the basis that is about to be revoked."""
    if "errors" in answer:
        return False
    fields = answer["data"]["license"]["fields"]
    return any(
        one["outcome"] == "GRANTED" and one["decision"]["basis"] == way.basis for one in fields
    )


@asynccontextmanager
async def reading(workers: Workers, way: Way) -> AsyncIterator[Readers]:
    """Let a reader a worker read until the block ends."""
    readers = Readers(workers, way)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(readers.read(worker)) for worker in range(WORKERS)]
        yield readers
        for task in tasks:
            task.cancel()


async def revoke_once(workers: Workers, kind: str, dice: Random) -> list[Read]:
    """Open a way and revoke it while it is read; return the reads sent after the acknowledgement.

    The acknowledgement is the answer to the revoker: what was sent later than its arrival counts.
    """
    way = await BASES[kind](workers, dice.randrange(WORKERS))
    async with reading(workers, way) as readers:
        await readers.until(lambda read: read.granted)
        await way.revoke(dice.randrange(WORKERS))
        acknowledged = time.monotonic()
        await readers.until(lambda read: read.sent > acknowledged)
    return [read for read in readers.reads if read.sent > acknowledged]


async def revoke_often(workers: Workers, times: int, seed: int) -> dict[str, list[list[Read]]]:
    """Revoke each kind so many times, in an order of the seed's; return what was read after."""
    dice = Random(seed)
    kinds = [kind for kind in BASES for _ in range(times)]
    dice.shuffle(kinds)
    found: dict[str, list[list[Read]]] = {kind: [] for kind in BASES}
    for kind in kinds:
        found[kind].append(await revoke_once(workers, kind, dice))
    return found
