"""Compile the rulebook: under which conditions of a row may a cell's value, or a form of it, leave.

The rulebook is asked about each standing that this caller could have, once as if a row offered it
and once for each way a row can differ (another holder's cell, a field that is not listed). What it
answers becomes a guard in SQL; a cell for which no answer shows anything has no guard, and is not
in the statement.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from hub.policy.case import Decision
from hub.policy.entry import REMAINS, Field
from hub.policy.facts import Delegation, Grant, Issued, Own, Presentation, Public, Standing
from hub.policy.rulebook import carry
from hub.policy.terms import Mask, Outcome, Subject
from hub.reading.literals import text_literal
from hub.reading.reach import Outlook
from hub.reading.request_guards import ways_of_requests

ALWAYS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
"""The period of a standing whose own period the statement has seen to."""

Ways = Iterator[tuple[str, Decision]]
"""What the rulebook decides where a condition of a row holds."""


class Guard(msgspec.Struct, frozen=True):
    """A condition on a row, and what it lets through: the value, or the form of a mask."""

    condition: str
    outcome: Outcome
    mask: Mask | None = None


def guards(outlook: Outlook, field: Field, ordinal: int) -> tuple[Guard, ...]:
    """Return what may show a cell: the widest first, then in the order that settles ties."""
    shown = [
        Guard(condition, decision.outcome, decision.mask)
        for condition, decision in _ways(outlook, field, ordinal)
        if decision.outcome is not Outcome.WITHHELD
    ]
    return tuple(sorted(shown, key=lambda guard: guard.outcome is Outcome.MASKED))


def _ways(outlook: Outlook, field: Field, ordinal: int) -> Ways:
    """Ask about every standing, in the order of `Basis`."""
    case, reach = outlook.case, outlook.reach
    if reach.own:
        yield from _own(outlook, field, ordinal)
    if reach.issued:
        yield "b.issued", carry(case, Issued(), field, ordinal)
    if reach.public:
        yield "b.registered", carry(case, Public(), field, ordinal)
    for slot, oversight in outlook.assignments:
        yield f"{slot} = ANY (o.slots)", carry(case, oversight, field, ordinal)
    if reach.delegated:
        yield from _given(outlook, DELEGATED, field, ordinal)
    if reach.presented:
        yield from _given(outlook, PRESENTED, field, ordinal)
    yield from ways_of_requests(outlook, field, ordinal)
    if reach.granted:
        yield from _given(outlook, GRANTED, field, ordinal)


def _own(outlook: Outlook, field: Field, ordinal: int) -> Ways:
    case = outlook.case
    if field.subject is Subject.HOLDER:
        yield f"{ordinal} = ANY (b.own)", carry(case, Own(ordinal), field, ordinal)
        yield "b.own <> '{}'", carry(case, Own(ordinal + 1), field, ordinal)
    else:
        yield "b.own <> '{}'", carry(case, Own(), field, ordinal)


class Kind(NamedTuple):
    """A kind of authorization that a holder gives: where the row tells of it, and its standing."""

    alias: str
    standing: Callable[[int, frozenset[str]], Standing]


def _given(outlook: Outlook, kind: Kind, field: Field, ordinal: int) -> Ways:
    """Name a cell as holders list it: `key`, or `key#2` for what is the second holder's own."""
    own_cell = field.subject is Subject.HOLDER
    name = f"{field.key}#{ordinal}" if own_cell else field.key
    listed = f"{text_literal(name)} = ANY ({kind.alias}.listed)"
    reached = f"{ordinal} = ANY ({kind.alias}.granters)" if own_cell else f"{kind.alias}.reached"
    if field.key not in REMAINS:
        listed = f"NOT b.ended AND {listed}"
        reached = f"NOT b.ended AND {kind.alias}.running AND {reached}"
    for condition, keys in ((listed, {field.key}), (reached, set[str]())):
        standing = kind.standing(ordinal, frozenset(keys))
        yield condition, carry(outlook.case, standing, field, ordinal)


def _grant(ordinal: int, fields: frozenset[str]) -> Grant:
    return Grant(
        id="",
        given_at=ALWAYS[0],
        valid_from=ALWAYS[0],
        valid_until=ALWAYS[1],
        ordinal=ordinal,
        fields=fields,
    )


def _delegation(ordinal: int, fields: frozenset[str]) -> Delegation:
    return Delegation(
        id="",
        given_at=ALWAYS[0],
        valid_from=ALWAYS[0],
        valid_until=ALWAYS[1],
        ordinal=ordinal,
        matter="",
        fields=fields,
        materials=fields,
    )


def _presentation(ordinal: int, fields: frozenset[str]) -> Presentation:
    return Presentation(
        id="",
        given_at=ALWAYS[0],
        valid_from=ALWAYS[0],
        valid_until=ALWAYS[1],
        ordinal=ordinal,
        scenario="",
        fields=fields,
        listed=fields,
    )


GRANTED = Kind("g", _grant)
DELEGATED = Kind("d", _delegation)
PRESENTED = Kind("s", _presentation)
