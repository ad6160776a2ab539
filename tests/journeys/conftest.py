"""One demonstration for all journeys of a session: a first start loads it, a second one serves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.journeys.served import Served, demonstration

BATCHES = "{ batches(first: 100) { id source accepted } }"


@dataclass(frozen=True)
class Started:
    """What was found of a demonstration once it had started."""

    folder: Path
    personas: int
    held: object
    """What would differ if anything had been loaded twice."""
    printed: str = field(compare=False)


def _started(folder: Path, served: Served) -> Started:
    clients = ("aggregator-natural-resources", "aggregator-health")
    batches = [served.ask(BATCHES, by=client)["data"] for client in clients]
    entry = served.ask('{ catalogEntry(code: "identity-card") { policyRevision } }')["data"]
    personas = served.client.get("/demo/personas").json()
    printed = (folder / "demo.log").read_text()
    return Started(folder, len(personas), (batches, entry), printed)


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Started:
    """What the first start loaded, once it has ended."""
    folder = tmp_path_factory.mktemp("demo")
    with demonstration(folder) as running:
        found = _started(folder, running)
    assert not (folder / "postgres" / "postmaster.pid").exists()
    return found


@pytest.fixture(scope="session")
def second_start(first_start: Started) -> Iterator[tuple[Started, Served]]:
    """What the second start found, and the demonstration that answers since."""
    with demonstration(first_start.folder) as running:
        yield _started(first_start.folder, running), running


@pytest.fixture(scope="session")
def served(second_start: tuple[Started, Served]) -> Served:
    """The demonstration, loaded and answering."""
    return second_start[1]
