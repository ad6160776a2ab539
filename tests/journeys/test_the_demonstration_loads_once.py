"""A second start finds the province as the first one left it."""

from tests.journeys.conftest import Started
from tests.journeys.served import Served


def test_a_second_start_finds_what_the_first_one_loaded(
    first_start: Started, second_start: tuple[Started, Served]
) -> None:
    found, _ = second_start
    assert found == first_start
    assert first_start.personas > 80
    assert "catalog" in first_start.printed
    assert "catalog" not in found.printed
