"""A worker holds no more after a thousand requests than after a few hundred."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hub.crypto.keyring import Keyring
from hub.db.embedded import EmbeddedServer
from hub.identity.demo import DemoIssuer
from hub.settings import Settings
from tests.serving import Serving, serving
from tests.soak.load import Load, slope, told_held
from tests.soak.worker import SMALL

NAME = "hub_soak"
ROUND = 300
WARM = 4
"""How many rounds fill the caches."""
WATCHED = 6
"""How many rounds are watched: what the caches happen to hold makes one differ from the next."""
MOST_A_REQUEST = 3
"""Objects: what grows without a bound grows by dozens with each request."""
PATIENCE_SECONDS = 30


@pytest.fixture
def worker(
    server: EmbeddedServer,
    admin: psycopg.Connection,
    loaded: str,
    keyring: Keyring,
    tmp_path: Path,
) -> Iterator[tuple[Serving, Load]]:
    """One worker whose caches hold little, and the load for it."""
    admin.execute(f"CREATE DATABASE {NAME} TEMPLATE {loaded}")
    url = server.url(NAME)
    issuer = DemoIssuer(Settings(database_url=url, demo=True), keyring)
    command = (sys.executable, "-m", "tests.soak.worker")
    with serving(url, keyring, tmp_path, command, {SMALL: "16"}) as running:
        yield running, Load(running.address, issuer)
    admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def held(running: Serving) -> int:
    """Return how many objects the worker holds, once it is at rest."""
    time.sleep(0.5)
    before = len(told_held(running.log.read_text()))
    os.kill(running.process.pid, signal.SIGUSR1)
    give_up = time.monotonic() + PATIENCE_SECONDS
    while len(told := told_held(running.log.read_text())) == before:
        assert time.monotonic() < give_up
        time.sleep(0.05)
    return told[-1]


def grown(running: Serving, load: Load, rounds: int) -> float:
    """Return how many objects a request leaves behind, by the slope over rounds of them."""
    samples = [(0.0, float(held(running)))]
    for number in range(1, rounds + 1):
        asyncio.run(load.send(ROUND))
        samples.append((float(number * ROUND), float(held(running))))
    return slope(samples)


def test_a_worker_does_not_grow_and_would_without_bounds(worker: tuple[Serving, Load]) -> None:
    running, load = worker
    asyncio.run(load.send(WARM * ROUND))
    load.statuses.clear()
    assert grown(running, load, WATCHED) < MOST_A_REQUEST
    assert set(load.statuses) <= {200, 400, 401, 403, 404}, load.statuses
    os.kill(running.process.pid, signal.SIGUSR2)
    assert grown(running, load, 1) > 4 * MOST_A_REQUEST
