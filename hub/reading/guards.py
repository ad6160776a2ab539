"""Compile the rulebook: under which conditions of a row may a cell's value, or a form of it, leave.

The rulebook is asked about each standing that this caller could have, once as if a row offered it
and once for each way a row can differ (another holder's cell, a field that is not listed). What it
answers becomes a guard in SQL; a cell for which no answer shows anything has no guard, and is not
in the statement.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from hub.policy.case import Case, Decision
from hub.policy.entry import REMAINS, Field
from hub.policy.facts import Grant, Issued, Own, Public
from hub.policy.rulebook import carry
from hub.policy.terms import Mask, Outcome, Subject
from hub.reading.literals import text_literal

_ALWAYS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


class Reach(msgspec.Struct, frozen=True):
    """Which standings a row may offer this caller at all."""

    own: bool = False
    issued: bool = False
    granted: bool = False
    public: bool = True


class Guard(msgspec.Struct, frozen=True):
    """A condition on a row, and what it lets through: the value, or the form of a mask."""

    condition: str
    outcome: Outcome
    mask: Mask | None = None


def guards(case: Case, reach: Reach, field: Field, ordinal: int) -> tuple[Guard, ...]:
    """Return what may show a cell: the widest first, then in the order that settles ties."""
    shown = [
        Guard(condition, decision.outcome, decision.mask)
        for condition, decision in _ways(case, reach, field, ordinal)
        if decision.outcome is not Outcome.WITHHELD
    ]
    return tuple(sorted(shown, key=lambda guard: guard.outcome is Outcome.MASKED))


def _ways(case: Case, reach: Reach, field: Field, ordinal: int) -> Iterator[tuple[str, Decision]]:
    if reach.own:
        yield from _own(case, field, ordinal)
    if reach.issued:
        yield "b.issued", carry(case, Issued(), field, ordinal)
    if reach.public:
        yield "b.registered", carry(case, Public(), field, ordinal)
    if reach.granted:
        yield from _granted(case, field, ordinal)


def _own(case: Case, field: Field, ordinal: int) -> Iterator[tuple[str, Decision]]:
    if field.subject is Subject.HOLDER:
        yield f"{ordinal} = ANY (b.own)", carry(case, Own(ordinal), field, ordinal)
        yield "b.own <> '{}'", carry(case, Own(ordinal + 1), field, ordinal)
    else:
        yield "b.own <> '{}'", carry(case, Own(), field, ordinal)


def _granted(case: Case, field: Field, ordinal: int) -> Iterator[tuple[str, Decision]]:
    """Name a cell as grants list it: `key`, or `key#2` for what is the second holder's own."""
    own_cell = field.subject is Subject.HOLDER
    name = f"{field.key}#{ordinal}" if own_cell else field.key
    listed = f"{text_literal(name)} = ANY (g.listed)"
    reached = f"{ordinal} = ANY (g.granters)" if own_cell else "g.reached"
    if field.key not in REMAINS:
        listed = f"NOT b.ended AND {listed}"
        reached = f"NOT b.ended AND g.running AND {reached}"
    yield listed, carry(case, _grant(ordinal, field.key), field, ordinal)
    yield reached, carry(case, _grant(ordinal), field, ordinal)


def _grant(ordinal: int, *keys: str) -> Grant:
    return Grant(
        id="",
        given_at=_ALWAYS[0],
        valid_from=_ALWAYS[0],
        valid_until=_ALWAYS[1],
        ordinal=ordinal,
        fields=frozenset(keys),
    )
