"""Which register answers for which holder, and what several answers come to (art. 23)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from hub.licenses.terms import Answer
from hub.policy.codes import CREDIT_CODE, PASSPORT, RESIDENT_ID
from hub.registers.terms import Holder, Register

_ANSWERS_FOR: Final = {
    RESIDENT_ID: Register.POPULATION,
    PASSPORT: Register.POPULATION,
    CREDIT_CODE: Register.LEGAL_ENTITY,
}
_BEST_FIRST: Final = (Answer.MATCH, Answer.UNKNOWN, Answer.MISMATCH)


def register_of(code_type: str) -> Register | None:
    """Return the register that answers for codes of a type, if one does (art. 23)."""
    return _ANSWERS_FOR.get(code_type)


def worst(answers: Iterable[Answer]) -> Answer:
    """Return what the answers about all holders of a license come to; none are unknown."""
    return max(answers, key=_BEST_FIRST.index, default=Answer.UNKNOWN)


def holder_check(holders: Collection[Holder], answers: Mapping[Holder, Answer]) -> Answer | None:
    """Return what is kept with a license; nothing where nobody was asked of its holders."""
    if not any(holder in answers for holder in holders):
        return None
    return worst(answers.get(holder, Answer.UNKNOWN) for holder in holders)


def may_be_taken(answer: Answer) -> bool:
    """Say whether a license may be taken: a register that does not know stops nobody (art. 23)."""
    return answer is not Answer.MISMATCH
