"""Say what an objection may hold, when what is done to it, and how its receipt reads; pure."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from unicodedata import category

from hub.clock import SHANGHAI
from hub.identity.callers import Caller
from hub.identity.terms import OrganizationKind, Role
from hub.objections.refusals import (
    DataCenterExamines,
    FieldsNotSeen,
    WordsUnfit,
    WrongObjectionState,
)
from hub.objections.terms import ClockKind, ObjectionState

WORKING_DAYS: Final = 3
"""Of each of the three clocks (art. 21)."""

REMINDED: Final = timedelta(days=1)
"""The last day of a term is a working day: whoever has until its end is reminded as it begins."""

OBJECTIONS_A_DAY: Final = 20
MOST_FIELDS: Final = 50
LONGEST: Final = 1000
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two digits and letters, without those that look like another."""

_RANDOM: Final = 20
_UNSEEN: Final = frozenset({"Cc", "Cs"})


class Move(NamedTuple):
    """From where something leads where, and which clock stops and which one starts."""

    before: ObjectionState
    after: ObjectionState
    stops: ClockKind
    starts: ClockKind | None = None


FORWARD: Final = Move(
    ObjectionState.RAISED, ObjectionState.FORWARDED, ClockKind.ANSWER, ClockKind.FINDING
)
REPORT: Final = Move(
    ObjectionState.FORWARDED, ObjectionState.REPORTED, ClockKind.FINDING, ClockKind.FINAL_ANSWER
)


def resolving(state: ObjectionState, *, upheld: bool) -> Move:
    """Return how an objection is answered: at once, or after the data center's report.

    Raises: WrongObjectionState.
    """
    after = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
    match state:
        case ObjectionState.RAISED:
            return Move(state, after, ClockKind.ANSWER)
        case ObjectionState.REPORTED:
            return Move(state, after, ClockKind.FINAL_ANSWER)
        case _:
            raise WrongObjectionState(state=state.value)


def check_state(move: Move, state: ObjectionState) -> None:
    """Let a move pass that begins where the objection stands.

    Raises: WrongObjectionState.
    """
    if state is not move.before:
        raise WrongObjectionState(state=state.value)


def check_fields(fields: Sequence[str]) -> None:
    """Let a modest number of fields pass.

    Raises: FieldsNotSeen.
    """
    if not 1 <= len(fields) <= MOST_FIELDS:
        raise FieldsNotSeen(most=MOST_FIELDS)


def check_words(words: str) -> str:
    """Return what was said, if it says something and can be kept; it may have several lines.

    Raises: WordsUnfit.
    """
    said = words.strip()
    unseen = any(category(sign) in _UNSEEN for sign in said if sign != "\n")
    if not 1 <= len(said) <= LONGEST or unseen:
        raise WordsUnfit(most=LONGEST)
    return said


def permit_examining(caller: Caller, kind: OrganizationKind | None) -> None:
    """Let a system administrator of the data center pass.

    Raises: DataCenterExamines.
    """
    if kind is not OrganizationKind.DATA_CENTER or Role.SYSTEM_ADMIN not in caller.roles:
        raise DataCenterExamines


def new_receipt(moment: datetime) -> str:
    """Return a receipt number: its day, and 100 random bits, by which alone its state is told."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM))
    return f"{moment.astimezone(SHANGHAI):%Y%m%d}-{signs}"
