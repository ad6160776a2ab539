"""What is hashed is what the checker hashes, though each writes it with means of its own."""

import json
import random
import sys
from typing import Any

import pytest

from hub.audit.transparency.leaves import Record, canonical
from hub.verifier import log as verifier

SPECIAL = '"\\/\b\f\n\r\t\x00\x1f\x7f\x85\u2028\u2029\ufeff\uffff'
LETTERS = f"{SPECIAL}az {{}}[]:,证照查验办理𠮷😀é"
WHOLE = (0, -1, 1, 2**53 + 1, 2**63 - 1, -(2**63))


def text_of(dice: random.Random) -> str:
    """Make a text of whatever letters could be written in two ways."""
    return "".join(dice.choice(LETTERS) for _ in range(dice.randrange(12)))


def value_of(dice: random.Random, depth: int = 0) -> object:
    """Make a value of any kind that is logged."""
    if depth < 4 and dice.random() < 0.5:
        values = [value_of(dice, depth + 1) for _ in range(dice.randrange(5))]
        return {text_of(dice): each for each in values} if dice.random() < 0.5 else values
    return dice.choice([text_of(dice), dice.choice(WHOLE), None, True, False])


def body_of(dice: random.Random) -> dict[str, Any]:
    """Make a part of a record."""
    return {text_of(dice): value_of(dice) for _ in range(dice.randrange(8))}


def plainly(body: dict[str, Any]) -> bytes:
    """Write JSON with Python's own means, as an offline checker does."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


@pytest.mark.parametrize("seed", range(40))
def test_the_hub_writes_what_is_hashed_as_the_checker_does(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(50):
        body = body_of(dice)
        assert canonical(body) == plainly(body)


def test_every_letter_is_written_alike() -> None:
    for first in range(0, sys.maxunicode, 4096):
        letters = [chr(each) for each in range(first, first + 4096)]
        body = {each: first for each in letters if not "\ud800" <= each <= "\udfff"}
        assert canonical(body) == plainly(body)


@pytest.mark.parametrize("body", [{"a": "\ud800"}, {"a": 2**64}])
def test_what_could_be_written_otherwise_is_not_written(body: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        canonical(body)


@pytest.mark.parametrize("licenses", [0, 1, 2, 3, 7, 100])
def test_each_part_opens_the_leaf_that_all_of_them_make(licenses: int) -> None:
    dice = random.Random(licenses)
    record = Record(dice.randbytes(32), [body_of(dice) for _ in range(2 + licenses)])
    for place in range(2 + licenses):
        opened = record.opened([place]) | {"index": 0}
        assert verifier.record_leaf(opened, {place}) == record.leaf()
