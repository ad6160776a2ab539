"""Measure one side under one workload: what a load gets out of it, and at what processor time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import msgspec

from tests.bench.reads.load import Answered, Load, send
from tests.bench.reads.processes import Cores, Served, of_postgres, processor_seconds, served
from tests.bench.reads.records import demand_records, forget
from tests.bench.reads.store import Store

WARM_UP_SECONDS: Final = 1.0


class VoidError(RuntimeError):
    """An answer was none; the run says nothing."""


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One server to be measured: how it is run and what it is sent for each workload."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    requests: Callable[[str], list[bytes]]
    said: Callable[[dict[str, Any]], list[dict[str, Any]]]
    """What an answer says of each license, as columns, to be compared."""
    recorded: bool = False
    compared: bool = True


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """On what terms sides are measured, the same for all."""

    cores: Cores
    rounds: int
    seconds: float


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of one side came to."""

    seen: float
    """Requests a second by the clock."""
    rate: float
    """Requests a second of the server's processor time."""
    database: float
    """Milliseconds of PostgreSQL's processor time a request."""
    p50: float
    p99: float
    size: int
    """Bytes of an answer, with its head."""


class Running(msgspec.Struct, frozen=True):
    """A side whose server answers."""

    side: Side
    server: Served


@contextmanager
def running(store: Store, side: Side, cores: Cores) -> Iterator[Running]:
    """Run a side's server on its core until the block ends.

    Raises: DidNotStartError.
    """
    log = store.folder / f"{side.name}.log"
    with served(side.command, side.environment, log, cores.server) as server:
        yield Running(side, server)


def measure(store: Store, on: Running, workload: str, terms: Terms) -> Measured:
    """Send a side a workload, and hold its answers against the records if it keeps any.

    Raises: VoidError, RecordMissingError.
    """
    side, readings = on.side, list[tuple[float, float]]()
    load = Load(
        port=on.server.port,
        requests=side.requests(workload),
        warm_up=WARM_UP_SECONDS,
        seconds=terms.seconds,
    )

    def mark() -> None:
        readings.append((processor_seconds(on.server.pid), of_postgres(store.server.pid)))

    answered = send(load, terms.cores.rest, mark)
    if answered.error:
        raise VoidError(f"{side.name} {workload}: {answered.error}")
    if side.recorded:
        with store.connect() as db:
            demand_records(db, answered.ids, answered.requests)
            forget(db)
    return _measured(answered, *readings)


def _measured(
    answered: Answered, before: tuple[float, float], after: tuple[float, float]
) -> Measured:
    ours, theirs = after[0] - before[0], after[1] - before[1]
    return Measured(
        seen=answered.rate,
        rate=answered.requests / ours if ours else 0.0,
        database=1000 * theirs / answered.requests,
        p50=answered.p50,
        p99=answered.p99,
        size=answered.bytes // answered.requests,
    )
