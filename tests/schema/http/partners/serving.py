"""Serve the hub as it is deployed: several processes behind one port, on one database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub.crypto.keyring import Keyring
from tests.schema.http.partners.clients import BASE
from tests.serving import SERVE, serving

WORKERS = 2


@contextmanager
def served(url: str, keyring: Keyring, folder: Path) -> Iterator[str]:
    """Run `hub serve` with several workers, and yield the address where they answer."""
    command = (*SERVE, "--workers", str(WORKERS))
    with serving(url, keyring, folder, command, {"HUB_PUBLIC_URL": BASE}) as running:
        yield running.address
