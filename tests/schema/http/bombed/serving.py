"""A worker in a process of its own, those who attack it, and a bystander who asks meanwhile."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx
import orjson

from hub.crypto.keyring import Keyring, store_keyring
from tests.journeys.served import PROJECT, free_port
from tests.schema.limits.corpus import ANSWERED, Attack

MODULE = "tests.schema.http.bombed.worker"
PATIENCE_SECONDS = 300
ATTACKS_A_SECOND = 20
LONGEST_TAIL = 40
"""How many spaces may follow a text that is as long as any may be."""
BYSTANDERS = 8
"""How many of them ask side by side: a worker that has nothing else to do is no measure."""
LOOK = Attack("{ viewer { assurance } }", ANSWERED)
"""What bystanders ask, and what the attacker asks while there is peace."""
HEADERS = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Worker:
    """A process that answers, and how much it has worked."""

    address: str
    pid: int

    def cpu_seconds(self) -> float:
        """Return the CPU time that the process has had, over all its threads."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def loop_seconds(self) -> float:
        """Return the CPU time that the thread which answers has had."""
        task = Path(f"/proc/{self.pid}/task/{self.pid}/schedstat")
        return int(task.read_text().split()[0]) / 1e9

    def client(self) -> httpx.Client:
        """Return a connection that is kept."""
        return httpx.Client(base_url=self.address, headers=HEADERS, timeout=60)


@contextmanager
def worker(url: str, keyring: Keyring, folder: Path, *options: str) -> Iterator[Worker]:
    """Run one worker until the block ends."""
    store_keyring(keyring, folder / "keyring.json")
    port = free_port()
    own = {"HUB_DATABASE_URL": url, "HUB_KEYRING": str(folder / "keyring.json"), "HUB_DEMO": "1"}
    own["HUB_PORT"] = str(port)
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("HUB_")}
    with (folder / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", MODULE, *options],
            env=inherited | own,
            stdout=log,
            stderr=log,
            cwd=PROJECT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process, folder / "worker.log")
        yield Worker(address, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up:
        assert process.poll() is None, log.read_text()
        try:
            if httpx.get(f"{address}/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(log.read_text())


def body_of(attack: Attack, tried: int = 0) -> bytes:
    """Return the body of a request whose text was not read before, however often it is tried."""
    text = attack.text + " " * (tried % LONGEST_TAIL)
    return orjson.dumps({"query": text, "variables": attack.variables})


def code_of(answer: httpx.Response) -> str:
    """Return the code of the first refusal in an answer."""
    errors = answer.json().get("errors")
    return str(errors[0]["extensions"]["code"]) if errors else ANSWERED


def latencies(served: Worker, seconds: float, attacks: Sequence[Attack] = (LOOK,)) -> list[float]:
    """Let bystanders ask for some seconds, under attack or not; return what they waited.

    They wait in the worker's own time, so that what else the machine does counts for nothing; and
    there are as many clients in peace as under attack.
    """
    over = threading.Event()
    with ExitStack() as stack:
        attacker, *bystanders = [
            stack.enter_context(served.client()) for _ in range(BYSTANDERS + 1)
        ]
        tasks = stack.enter_context(ThreadPoolExecutor(BYSTANDERS + 1))
        asking = [tasks.submit(_ask, served, client, over) for client in bystanders]
        attacking = tasks.submit(_attack, attacker, over, attacks)
        over.wait(seconds)
        over.set()
        attacking.result()
        return [waited for task in asking for waited in task.result()]


def _ask(served: Worker, client: httpx.Client, over: threading.Event) -> list[float]:
    body, waited = body_of(LOOK), []
    while not over.is_set():
        began = served.loop_seconds()
        client.post("/graphql", content=body).raise_for_status()
        waited.append(served.loop_seconds() - began)
    return waited


def _attack(client: httpx.Client, over: threading.Event, attacks: Sequence[Attack]) -> None:
    for tried in count():
        for attack in attacks:
            if over.wait(1 / ATTACKS_A_SECOND):
                return
            client.post("/graphql", content=body_of(attack, tried))


def p99(waited: list[float]) -> float:
    """Return what one in a hundred waited longer than."""
    return sorted(waited)[len(waited) * 99 // 100]
