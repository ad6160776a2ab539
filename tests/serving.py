"""Run the hub as a process of its own on a loopback port, as an operator does."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from hub.crypto.keyring import Keyring, store_keyring
from tests.journeys.served import HUB, PROJECT, free_port

PATIENCE_SECONDS = 300
SERVE: Sequence[str] = (str(HUB), "serve")


@dataclass(frozen=True)
class Serving:
    """A hub that answers, and its process: with several workers, that which looks after them."""

    address: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def workers(self) -> list[int]:
        """Return the process ids of the workers, the oldest first."""
        own = self.process.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return sorted(int(pid) for pid in children if b"spawn_main" in _command(pid))

    def wait_until_ready(self) -> None:
        """Wait until requests are answered."""
        give_up = time.monotonic() + PATIENCE_SECONDS
        while not self._ready():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < give_up, self.log.read_text()
            time.sleep(0.2)

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False


def _command(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


@contextmanager
def serving(
    url: str,
    keyring: Keyring,
    folder: Path,
    command: Sequence[str] = SERVE,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Serving]:
    """Run a command that serves over a database, until the block ends."""
    path, port, log = folder / "keyring.json", free_port(), folder / "serve.log"
    store_keyring(keyring, path)
    own = {"HUB_DATABASE_URL": url, "HUB_KEYRING": str(path), "HUB_DEMO": "true"}
    own |= {"HUB_PORT": str(port), "PYTHONPATH": str(PROJECT)} | dict(settings or {})
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("HUB_")}
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, env=inherited | own, stdout=written, stderr=written, cwd=PROJECT
        )
    running = Serving(f"http://127.0.0.1:{port}", process, log)
    try:
        running.wait_until_ready()
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)
