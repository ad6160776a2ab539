"""A leak through any channel makes two databases answer differently, so the comparison can fail."""

from collections.abc import Callable
from random import Random

import pytest

from tests.agreement.dice import Dice
from tests.interference import leaks
from tests.interference.asks import FILTERS, LISTS, SEARCHES, SINGLES, Kind, asks
from tests.interference.conftest import SEED, Twins
from tests.interference.observers import Observer

ENOUGH = 60
HOLDER, ANYONE = Observer("zhang", 1), Observer("anonymous")

Plant = Callable[[pytest.MonkeyPatch], None]


@pytest.mark.parametrize(
    ("plant", "observer", "kinds"),
    [
        (leaks.leak_by_filter, HOLDER, FILTERS),
        (leaks.leak_by_sort, HOLDER, LISTS),
        (leaks.leak_by_cursor, HOLDER, LISTS),
        (leaks.leak_by_count, ANYONE, SEARCHES),
        (leaks.leak_by_error, ANYONE, SINGLES),
    ],
    ids=("filter", "sort", "cursor", "count", "error"),
)
async def test_a_planted_leak_is_found(
    twins: Twins,
    monkeypatch: pytest.MonkeyPatch,
    plant: Plant,
    observer: Observer,
    kinds: tuple[Kind, ...],
) -> None:
    async with twins(observer) as pair:
        plant(monkeypatch)
        asked = asks(Dice(Random(SEED)), pair.known, ENOUGH, kinds)
        difference = await pair.first_difference(asked)
    assert difference is not None
    assert b"HubFailed" not in difference.left.body + difference.right.body
