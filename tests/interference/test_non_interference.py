"""What an observer may not see has no effect upon any byte that the observer is answered."""

from random import Random

import pytest

from tests.agreement.dice import Dice
from tests.interference.asks import asks
from tests.interference.conftest import SEED, Twins
from tests.interference.observers import OBSERVERS, Observer

OF_EACH_KIND = 2
BUGS = {"HubFailed", "DocumentInvalid", "NotRecorded"}


@pytest.mark.parametrize("observer", OBSERVERS, ids=lambda observer: observer.name)
async def test_what_is_hidden_changes_no_byte(twins: Twins, observer: Observer) -> None:
    async with twins(observer) as pair:
        dice = Dice(Random(SEED))
        difference = await pair.first_difference(asks(dice, pair.known, OF_EACH_KIND))
    assert difference is None
    assert not pair.codes.keys() & BUGS
    assert pair.codes[""] > OF_EACH_KIND
    assert len(pair.codes) > 1
    assert len({word.key for word in pair.known.words if word.left != word.right}) > 2
