"""An attack costs the hub little, and a bystander nothing to speak of (S1)."""

from collections.abc import Iterator, Sequence
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
from tests.schema.limits.corpus import CORPUS, Attack

MOST_SECONDS = 0.05
TRIES = 5
FEWEST, ROUNDS, ROUND_SECONDS = 2, 10, 2.0
MOST_RISE = 1.2
"""What the longest waits may be multiplied by."""


@pytest.fixture(scope="module")
def url(server: EmbeddedServer, admin: psycopg.Connection, loaded: str) -> Iterator[str]:
    """A copy of the province."""
    name = "hub_bombed"
    admin.execute(f"CREATE DATABASE {name} TEMPLATE {loaded}")
    yield server.url(name)
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def served(
    url: str, keyring: Keyring, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worker]:
    """A worker as it is."""
    with worker(url, keyring, tmp_path_factory.mktemp("limited")) as running:
        yield running


@pytest.fixture
def unprotected(url: str, keyring: Keyring, tmp_path: Path) -> Iterator[Worker]:
    """A worker without what protects it."""
    with worker(url, keyring, tmp_path, "--unprotected") as running:
        yield running


def cpu_and_code(served: Worker, name: str, tries: int = TRIES) -> tuple[float, str]:
    """Send one attack; return the least CPU time it took in a few tries, and what came of it."""
    least, code = 1e9, ""
    with served.client() as client:
        for tried in range(tries):
            body = body_of(CORPUS[name], tried)
            began = served.cpu_seconds()
            code = code_of(client.post("/graphql", content=body))
            least = min(least, served.cpu_seconds() - began)
            if least < MOST_SECONDS:
                break
    return least, code


@pytest.mark.parametrize("name", CORPUS)
def test_each_attack_is_answered_or_refused_in_little_time(served: Worker, name: str) -> None:
    took, code = cpu_and_code(served, name)
    assert code == CORPUS[name].code
    assert took < MOST_SECONDS


def rises(served: Worker, attacks: Sequence[Attack]) -> Iterator[float]:
    """Yield by how much attacks multiply what bystanders wait, known better from round to round.

    Quiet and attacked rounds take turns, and of each the middle one counts: what else the machine
    does falls upon some and not on others.
    """
    quiet, attacked = list[float](), list[float]()
    for _ in range(ROUNDS):
        quiet.append(p99(latencies(served, ROUND_SECONDS)))
        attacked.append(p99(latencies(served, ROUND_SECONDS, attacks)))
        yield median(attacked) / median(quiet)


def test_a_bystander_waits_hardly_longer_for_attacks(served: Worker) -> None:
    known = list[float]()
    for rise in rises(served, list(CORPUS.values())):
        known.append(rise)
        if len(known) >= FEWEST and rise < MOST_RISE:
            return
    pytest.fail(f"the longest waits rose by {known}")


def test_without_protection_an_attack_takes_long_and_everybody_waits(unprotected: Worker) -> None:
    name = "overlapping leaves"
    took, _code = cpu_and_code(unprotected, name, tries=1)  # which chance does not make longer
    assert took > MOST_SECONDS
    assert next(rises(unprotected, [CORPUS[name]])) > 2 * MOST_RISE
