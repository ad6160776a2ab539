"""What an objection may hold, where it goes from where, and how its receipt reads."""

import re
from datetime import UTC, datetime

import pytest

from hub.objections.refusals import FieldsNotSeen, WordsUnfit, WrongObjectionState
from hub.objections.rules import (
    FORWARD,
    LONGEST,
    MOST_FIELDS,
    REPORT,
    check_fields,
    check_state,
    check_words,
    new_receipt,
    resolving,
)
from hub.objections.terms import RUNNING, ClockKind, ObjectionState

EVENING = datetime(2026, 7, 31, 17, tzinfo=UTC)
"""The first of August in China."""


def test_receipts_tell_their_day_and_are_not_guessed() -> None:
    receipts = {new_receipt(EVENING) for _ in range(1000)}
    assert len(receipts) == 1000
    assert all(re.fullmatch(r"20260801-[0-9A-HJKMNP-Z]{20}", one) for one in receipts)


@pytest.mark.parametrize("state", ObjectionState)
def test_each_move_begins_in_one_state(state: ObjectionState) -> None:
    for move in (FORWARD, REPORT):
        if state is move.before:
            check_state(move, state)
        else:
            with pytest.raises(WrongObjectionState):
                check_state(move, state)


@pytest.mark.parametrize("state", ObjectionState)
@pytest.mark.parametrize("upheld", [True, False])
def test_the_issuer_answers_while_it_has_the_objection(
    state: ObjectionState, *, upheld: bool
) -> None:
    clocks = {
        ObjectionState.RAISED: ClockKind.ANSWER,
        ObjectionState.REPORTED: ClockKind.FINAL_ANSWER,
    }
    if state not in clocks:
        with pytest.raises(WrongObjectionState):
            resolving(state, upheld=upheld)
        return
    move = resolving(state, upheld=upheld)
    assert (move.stops, move.starts) == (clocks[state], None)
    assert move.after not in RUNNING


@pytest.mark.parametrize("words", ["", " \n ", "a" * (LONGEST + 1), "\0", "a\tb", "\ud800"])
def test_words_that_say_nothing_or_cannot_be_kept_are_refused(words: str) -> None:
    with pytest.raises(WordsUnfit):
        check_words(words)


def test_words_are_kept_without_what_surrounds_them() -> None:
    assert check_words("  第一行\n第二行 ") == "第一行\n第二行"
    assert len(check_words("长" * LONGEST)) == LONGEST


@pytest.mark.parametrize("count", [0, MOST_FIELDS + 1])
def test_some_fields_are_named_and_not_too_many(count: int) -> None:
    with pytest.raises(FieldsNotSeen):
        check_fields(["status"] * count)
