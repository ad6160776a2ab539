"""The rulebook and the oracle say the same of every seeded cell."""

from types import ModuleType

import msgspec
import pytest

from hub.policy import rulebook
from tests.agreement.oracle import Ruling, oracle
from tests.agreement.standings import Question, questions

NUMBER = 12_000


def by_oracle(question: Question) -> Ruling | None:
    """Answer by the page."""
    return oracle(question.case, question.standings, question.field, question.ordinal)


def by_rulebook(question: Question, source: ModuleType = rulebook) -> Ruling | None:
    """Answer by a rulebook."""
    decision = source.decide(question.case, question.standings, question.field, question.ordinal)
    return decision and Ruling(**msgspec.structs.asdict(decision))


@pytest.mark.parametrize("seed", range(5))
def test_rulebook_and_oracle_agree(seed: int) -> None:
    for question in questions(seed, NUMBER):
        assert by_rulebook(question) == by_oracle(question), question
