"""Every act on an order, by every side, in every state; and the clock's own step."""

from itertools import product

import pytest

from hub.errors import Refusal
from hub.supervision.orders.refusals import (
    AnswerReserved,
    OrderInvalid,
    OrderReserved,
    WrongOrderState,
)
from hub.supervision.orders.rules import ACTS, LONGEST, MOST_DAYS, RUNNING, check_told, permit
from hub.supervision.orders.terms import OrderState as S
from hub.supervision.orders.terms import Side

TABLE = """
                OPEN      ANSWERED  RETURNED  OVERDUE   CLOSED
answer_order    ANSWERED  -         ANSWERED  ANSWERED  -
return_order    -         RETURNED  -         -         -
close_order     CLOSED    CLOSED    CLOSED    CLOSED    -
"""
BY = {
    "answer_order": (Side.ORDERED, AnswerReserved),
    "return_order": (Side.ORDERING, OrderReserved),
    "close_order": (Side.ORDERING, OrderReserved),
}


def cells() -> list[tuple[str, S, str]]:
    """Return every cell of the table."""
    states, *rows = (line.split() for line in TABLE.strip().splitlines())
    return [
        (act, S(state), after)
        for act, *afters in rows
        for state, after in zip(states, afters, strict=True)
    ]


def test_the_table_has_every_act_and_every_state() -> None:
    assert {(act, state) for act, state, _ in cells()} == set(product(ACTS, S))


@pytest.mark.parametrize(("act", "state", "after"), cells())
def test_an_act_leads_where_the_table_says(act: str, state: S, after: str) -> None:
    side, _ = BY[act]
    if after == "-":
        with pytest.raises(WrongOrderState):
            permit(act, {side}, state)
    else:
        assert permit(act, set(Side), state).after == S(after)


@pytest.mark.parametrize(("act", "state", "after"), cells())
def test_the_other_side_does_nothing(act: str, state: S, after: str) -> None:
    side, refusal = BY[act]
    assert after
    for sides in (set(), set(Side) - {side}):
        with pytest.raises(refusal):
            permit(act, sides, state)


def test_the_clock_runs_until_there_is_an_answer() -> None:
    assert {S.OPEN, S.RETURNED} == RUNNING


@pytest.mark.parametrize(
    ("told", "days"), [(" ", 1), ("长" * (LONGEST + 1), 1), ("整改", 0), ("整改", MOST_DAYS + 1)]
)
def test_something_must_be_said_and_a_term_be_sensible(told: str, days: int) -> None:
    refusal: type[Refusal] = OrderInvalid
    with pytest.raises(refusal):
        check_told(told, days)
    assert check_told(" 整改 ", MOST_DAYS) == "整改"
