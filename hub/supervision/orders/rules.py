"""Decide which way an order goes, by whom, and what must be said (art. 28); pure."""

from collections.abc import Collection
from typing import Final, NamedTuple

from hub.supervision.orders.refusals import (
    AnswerReserved,
    OrderInvalid,
    OrderReserved,
    WrongOrderState,
)
from hub.supervision.orders.terms import OrderState, OrderStep, Side

MOST_FINDINGS: Final = 50
MOST_DAYS: Final = 60
LONGEST: Final = 2_000


class Act(NamedTuple):
    """Which side does an act, from which states, and where it leads."""

    side: Side
    before: frozenset[OrderState]
    after: OrderState
    step: OrderStep


RUNNING: Final = frozenset({OrderState.OPEN, OrderState.RETURNED})
"""States in which the clock runs against the organization."""

_UNCLOSED: Final = frozenset(OrderState) - {OrderState.CLOSED}

ACTS: Final = {
    "answer_order": Act(
        Side.ORDERED, RUNNING | {OrderState.OVERDUE}, OrderState.ANSWERED, OrderStep.ANSWERED
    ),
    "return_order": Act(
        Side.ORDERING, frozenset({OrderState.ANSWERED}), OrderState.RETURNED, OrderStep.RETURNED
    ),
    "close_order": Act(Side.ORDERING, _UNCLOSED, OrderState.CLOSED, OrderStep.CLOSED),
}
"""The life of an order; from `RUNNING` the clock leads to `OVERDUE`, and nobody's act does."""

_RESERVED: Final = {Side.ORDERED: AnswerReserved, Side.ORDERING: OrderReserved}


def permit(act: str, sides: Collection[Side], state: OrderState) -> Act:
    """Return an act that somebody on these sides may do in this state.

    Raises: AnswerReserved, OrderReserved, WrongOrderState.
    """
    found = ACTS[act]
    if found.side not in sides:
        raise _RESERVED[found.side]
    if state not in found.before:
        raise WrongOrderState(state=state.value)
    return found


def check_told(told: str, working_days: int = 1) -> str:
    """Return what is said, if it says something, and the term is sensible.

    Raises: OrderInvalid.
    """
    said = told.strip()
    if not 1 <= len(said) <= LONGEST or not 1 <= working_days <= MOST_DAYS:
        raise OrderInvalid(most=LONGEST, days=MOST_DAYS)
    return said
