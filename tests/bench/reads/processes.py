"""Run servers under test, each on a core of its own, and read what processor time they take."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

PATIENCE_SECONDS: Final = 90.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class DidNotStartError(RuntimeError):
    """A server under test does not answer; its log says why."""


class Cores(msgspec.Struct, frozen=True):
    """Who runs where: the server under test has a core to itself, if the machine has two."""

    server: set[int]
    rest: set[int]


def cores() -> Cores:
    """Divide the cores at hand: one for the server, the rest for PostgreSQL and the load."""
    first, *others = sorted(os.sched_getaffinity(0))
    return Cores({first}, set(others) or {first})


class Served(msgspec.Struct, frozen=True):
    """A server that answers."""

    port: int
    pid: int


@contextmanager
def served(
    command: Sequence[str], environment: Mapping[str, str], log: Path, on: set[int]
) -> Iterator[Served]:
    """Run a server, told its port in PORT and HUB_PORT, until the block ends.

    Raises: DidNotStartError.
    """
    port = free_port()
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("HUB_")}
    own = {"PORT": str(port), "HUB_PORT": str(port), **environment}
    with log.open("wb") as written:
        process = subprocess.Popen(command, env=inherited | own, stdout=written, stderr=written)
    os.sched_setaffinity(process.pid, on)
    try:
        _wait(process, port, log)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise DidNotStartError(log.read_text("utf-8", "replace")[-3000:])


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has taken so far, with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def of_postgres(postmaster: int) -> float:
    """Return the processor time of all that a PostgreSQL server runs now."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return sum(_of_child(int(pid)) for pid in children)


def _of_child(pid: int) -> float:
    try:
        return processor_seconds(pid)
    except FileNotFoundError:
        return 0.0
