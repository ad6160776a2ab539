"""The floors: the driver alone with the hub's very statements, and a constant body of its size."""

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from tests.bench.reads.agreement import ask
from tests.bench.reads.measure import Measured, Running, Side, Terms, running
from tests.bench.reads.store import Store

TAPPED: Final = (sys.executable, "-m", "tests.bench.reads.tapped")
CONSTANT: Final = (sys.executable, "-m", "tests.bench.reads.constant")
DRIVER: Final = (sys.executable, "-m", "tests.bench.reads.driver")
NOTED: Final = 100
"""So many requests of a workload are noted, and read again and again."""

Statement = tuple[dict[str, str], str, tuple[Any, ...]]


def note_reads(store: Store, hub: Side, workloads: Sequence[str], terms: Terms) -> None:
    """Note what the hub reads for each workload, request by request."""
    captured = store.folder / "captured"
    environment = {**hub.environment, "CAPTURED": str(captured)}
    tapped = msgspec.structs.replace(
        hub, name="hub, tapped", command=TAPPED, environment=environment
    )
    with running(store, tapped, terms.cores) as on:
        for workload in workloads:
            noted = list(_noted(on, workload, captured))
            _file(store, workload).write_bytes(pickle.dumps(noted))


def _noted(on: Running, workload: str, captured: Path) -> Iterator[list[Statement]]:
    """Ask everything twice: what the first time reads of the catalog, none will again."""
    sent = on.side.requests(workload)[:NOTED]
    for one in sent:
        ask(on, one)
    for one in sent:
        captured.write_bytes(b"")
        ask(on, one)
        yield _statements(captured)


def _statements(captured: Path) -> list[Statement]:
    found: list[Statement] = []
    with captured.open("rb") as file:
        while file.peek(1):
            found.append(pickle.load(file))  # noqa: S301 - written by this very run
    return found


def _file(store: Store, workload: str) -> Path:
    return store.folder / f"reads-{workload}"


def measure_driver(store: Store, workload: str, terms: Terms) -> Measured:
    """Execute what the hub reads with the driver alone, on the server's core."""
    command = [*DRIVER, store.url, str(_file(store, workload)), str(terms.seconds)]
    environment = os.environ | {"CORES": json.dumps(sorted(terms.cores.server))}
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    return msgspec.json.decode(done.stdout, type=Measured)


def constant(hub: Side, size_of: Callable[[str], int]) -> Side:
    """Return a server that answers with as many bytes as the hub, and does nothing else."""
    return Side(
        name="constant body",
        command=CONSTANT,
        environment={"PYTHONPATH": str(Path.cwd())},
        requests=lambda workload: [
            sent.replace(b"\r\n", b"\r\nX-Size: %d\r\n" % size_of(workload), 1)
            for sent in hub.requests(workload)
        ],
        said=hub.said,
        compared=False,
    )
