"""One demonstration for all journeys of a session."""

from collections.abc import Iterator

import pytest

from tests.journeys.served import Served, demonstration


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration, loaded and answering."""
    with demonstration(tmp_path_factory.mktemp("demo")) as running:
        yield running
