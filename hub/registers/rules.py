"""Which register answers for which holder, and what several answers come to (art. 23)."""

from collections.abc import Iterable
from typing import Final

from hub.registers.terms import Answer, Register

_ANSWERS_FOR: Final = {
    "111": Register.POPULATION,
    "414": Register.POPULATION,
    "001": Register.LEGAL_ENTITY,
}
_BEST_FIRST: Final = (Answer.MATCH, Answer.UNKNOWN, Answer.MISMATCH)


def register_of(code_type: str) -> Register | None:
    """Return the register that answers for codes of a type, if one does (art. 23)."""
    return _ANSWERS_FOR.get(code_type)


def worst(answers: Iterable[Answer]) -> Answer:
    """Return what the answers about all holders of a license come to; none are unknown."""
    return max(answers, key=_BEST_FIRST.index, default=Answer.UNKNOWN)


def may_be_taken(answer: Answer) -> bool:
    """Say whether a license may be taken: a register that does not know stops nobody (art. 23)."""
    return answer is not Answer.MISMATCH
