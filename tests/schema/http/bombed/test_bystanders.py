"""An attack costs the hub little, and a bystander nothing to speak of (S1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median

import psycopg
import pytest

from hub.crypto.keyring import Keyring
from hub.db.embedded import EmbeddedServer
from tests.schema.http.bombed.serving import (
    Worker,
    body_of,
    code_of,
    latencies,
    p99,
    worker,
)
from tests.schema.limits.corpus import CORPUS

MOST_SECONDS = 0.05
TRIES = 5
ROUNDS, ROUND_SECONDS = 8, 2.0
MOST_RISE = 0.03
"""How many seconds of the worker the longest waits may rise by: fewer than one attack may take."""
ATTACKS = list(CORPUS.values())
_numbers = count(1)


@pytest.fixture(scope="module")
def served(
    server: EmbeddedServer,
    admin: psycopg.Connection,
    loaded: str,
    keyring: Keyring,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Worker]:
    """A worker as it is."""
    with database(server, admin, loaded) as url:
        folder = tmp_path_factory.mktemp("limited")
        with worker(url, keyring, folder) as running:
            yield running


@pytest.fixture
def unlimited(
    server: EmbeddedServer, admin: psycopg.Connection, loaded: str, keyring: Keyring, tmp_path: Path
) -> Iterator[Worker]:
    """A worker without its limits."""
    with (
        database(server, admin, loaded) as url,
        worker(url, keyring, tmp_path, "--unlimited") as running,
    ):
        yield running


@contextmanager
def database(server: EmbeddedServer, admin: psycopg.Connection, loaded: str) -> Iterator[str]:
    """Copy the province."""
    name = f"hub_bombed_{next(_numbers)}"
    admin.execute(f"CREATE DATABASE {name} TEMPLATE {loaded}")
    yield server.url(name)
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def cpu_and_code(served: Worker, name: str) -> tuple[float, str]:
    """Send one attack; return the least CPU time it took in a few tries, and what came of it."""
    least, code = 1e9, ""
    with served.client() as client:
        for _ in range(TRIES):
            client.post("/graphql", json={"query": "{ __typename }"})  # held in its place
            began = served.cpu_seconds()
            code = code_of(client.post("/graphql", content=body_of(CORPUS[name])))
            least = min(least, served.cpu_seconds() - began)
            if least < MOST_SECONDS:
                break
    return least, code


@pytest.mark.parametrize("name", CORPUS)
def test_each_attack_is_answered_or_refused_in_little_time(served: Worker, name: str) -> None:
    took, code = cpu_and_code(served, name)
    assert code == CORPUS[name].code
    assert took < MOST_SECONDS


def test_a_bystander_waits_hardly_longer_for_attacks(served: Worker) -> None:
    """Quiet and attacked rounds take turns, until they are enough to tell them from noise.

    Of each the middle round counts: what else the machine does falls upon some and not on others.
    """
    quiet, attacked = list[float](), list[float]()
    for _ in range(ROUNDS):
        quiet.append(p99(latencies(served, ROUND_SECONDS)))
        attacked.append(p99(latencies(served, ROUND_SECONDS, ATTACKS)))
        if median(attacked) < median(quiet) + MOST_RISE:
            return
    pytest.fail(f"{median(quiet):.4f} s became {median(attacked):.4f} s")


def test_without_the_limits_an_attack_takes_long_and_everybody_waits(unlimited: Worker) -> None:
    took, _code = cpu_and_code(unlimited, "overlapping leaves")
    assert took > MOST_SECONDS
    quiet = p99(latencies(unlimited, ROUND_SECONDS))
    attacked = p99(latencies(unlimited, ROUND_SECONDS, [CORPUS["overlapping leaves"]]))
    assert attacked > quiet + MOST_RISE
