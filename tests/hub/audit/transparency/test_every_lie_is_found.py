"""The offline checker finds every lie: 10,000 random logs, each told of falsely in one way (A2)."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import NamedTuple

import pytest

from hub.verifier import log as verifier
from tests.hub.audit.transparency.dishonest import LIES, Lie
from tests.hub.audit.transparency.edits import EDITS, Edit
from tests.hub.audit.transparency.small_log import KEY, Document, SmallLog, grow

LOGS = 2_500
LIES_A_LOG = 4
SEED = 24

BROKEN = (verifier.WrongError, ArithmeticError, LookupError, TypeError, ValueError)
"""What the checker's command tells as false, or as no document at all."""


class Told(NamedTuple):
    """A lie told of a log that stands."""

    tell: Edit


class Grown(NamedTuple):
    """A log that is grown falsely."""

    tell: Lie


ALL: tuple[Told | Grown, ...] = (*map(Told, EDITS), *map(Grown, LIES))


def accepted(told: Document) -> bool:
    """Tell whether the checker accepts a list."""
    try:
        verifier.check_history(told, [KEY])
    except BROKEN:
        return False
    return True


def tell(log: SmallLog, true: str, lie: Told | Grown, dice: Random) -> Document:
    """Tell one lie of a log; raises IndexError where there is nothing to lie about."""
    if isinstance(lie, Grown):
        return lie.tell(log.fork(), dice)
    told: Document = json.loads(true)
    lie.tell(log, told, dice)
    if told == json.loads(true):
        raise IndexError
    return told


def lies_of(log: SmallLog, true: str, dice: Random) -> Iterator[tuple[str, Document]]:
    """Tell different lies of one log."""
    left = LIES_A_LOG
    for lie in dice.sample(ALL, len(ALL)):
        try:
            told = tell(log, true, lie, dice)
        except (IndexError, ValueError):
            continue
        yield lie.tell.__name__, told
        left -= 1
        if not left:
            return


def test_every_lie_is_found_and_every_true_list_accepted() -> None:
    told_of: Counter[str] = Counter()
    believed = []
    for number in range(LOGS):
        dice = Random(SEED * LOGS + number)
        log = grow(dice)
        true = json.dumps(log.history())
        assert accepted(json.loads(true)), number
        for name, told in lies_of(log, true, dice):
            told_of[name] += 1
            if accepted(told):
                believed.append((name, number))
    assert believed == []
    assert told_of.total() == LOGS * LIES_A_LOG
    assert told_of.keys() == {lie.tell.__name__ for lie in ALL}
    assert min(told_of.values()) >= 20


@contextmanager
def without(code: str) -> Iterator[None]:
    """Switch one check of the checker off."""
    demand = verifier.demand

    def lenient(holds: object, demanded: str, where: str = "") -> None:
        if demanded != code:
            demand(holds, demanded, where)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verifier, "demand", lenient)
        verifier.signed.cache_clear()
        yield
    verifier.signed.cache_clear()


@pytest.mark.parametrize(
    "code", ["SIGNATURE", "INCLUSION", "PARTS", "CHAIN", "BACKDATED", "DAYS", "MAP", "SALT"]
)
def test_a_checker_without_one_of_its_checks_believes_a_lie(code: str) -> None:
    believed: Counter[str] = Counter()
    with without(code):
        for number in range(60):
            dice = Random(number)
            log = grow(dice)
            true = json.dumps(log.history())
            for lie in ALL:
                try:
                    told = tell(log, true, lie, dice)
                except (IndexError, ValueError):
                    continue
                believed[lie.tell.__name__] += accepted(told)
            if believed.total():
                break
    assert believed.total(), code
