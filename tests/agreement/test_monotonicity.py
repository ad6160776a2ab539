"""Another standing never narrows a cell, and no restriction ever widens one.

Cells are ordered by what the caller gets: nothing found, withheld, masked, granted. Two masked
forms count as equal: the order of ties, not the mask, settles which of them is given.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from hub.policy.terms import Outcome
from tests.agreement.oracle import Ruling
from tests.agreement.restrictions import RESTRICTIONS, Restriction
from tests.agreement.standings import Question, StandingDice, questions
from tests.agreement.test_agreement import by_oracle, by_rulebook

Answer = Callable[[Question], Ruling | None]

NUMBER = 4_000
WIDTH = (None, Outcome.WITHHELD, Outcome.MASKED, Outcome.GRANTED)

both = pytest.mark.parametrize("answer", [by_oracle, by_rulebook])


def width(ruling: Ruling | None) -> int:
    """Measure what the caller gets."""
    return WIDTH.index(ruling and ruling.outcome)


def dice(seed: int) -> StandingDice:
    """Make a seeded source."""
    return StandingDice(Random(seed))


@both
def test_another_standing_never_narrows(answer: Answer) -> None:
    seeded, widened = dice(1), 0
    for asked in questions(1, NUMBER):
        more = replace(asked, standings=(*asked.standings, seeded.standing(asked.case)))
        before, after = answer(asked), answer(more)
        assert width(before) <= width(after), more
        widened += width(before) < width(after)
    assert widened > NUMBER / 20


@both
@pytest.mark.parametrize("restriction", RESTRICTIONS, ids=lambda it: it.__name__)
def test_a_restriction_never_widens(answer: Answer, restriction: Restriction) -> None:
    seeded, narrowed = dice(2), 0
    for asked in questions(2, NUMBER):
        strict = restriction(asked, seeded)
        before, after = answer(asked), answer(strict)
        assert width(before) >= width(after), (before, after, asked, strict)
        narrowed += width(before) > width(after)
    assert narrowed
