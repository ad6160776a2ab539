"""Serve the hub as it is deployed: several processes behind one port, on one database."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from hub.crypto.keyring import Keyring, store_keyring
from tests.journeys.served import HUB, free_port
from tests.schema.http.partners.clients import BASE

WORKERS = 2
PATIENCE_SECONDS = 120


@contextmanager
def served(url: str, keyring: Keyring, folder: Path) -> Iterator[str]:
    """Run `hub serve` with several workers, and yield the address where they answer."""
    path, port = folder / "keyring.json", free_port()
    store_keyring(keyring, path)
    own = {
        "HUB_DATABASE_URL": url,
        "HUB_KEYRING": str(path),
        "HUB_PORT": str(port),
        "HUB_PUBLIC_URL": BASE,
        "HUB_DEMO": "true",
    }
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("HUB_")}
    command = [str(HUB), "serve", "--workers", str(WORKERS)]
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, env=inherited | own, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}", process, folder / "serve.log")
        yield f"http://127.0.0.1:{port}"
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
