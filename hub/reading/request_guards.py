"""Compile access requests: under which answers of the holders may a listed cell leave.

A request is known before the row is read; what differs from row to row is who has consented to
what. A row tells it by labels: the slot of the request, with an `x` where the license was stopped
since the consents were given, then the cell's name as in `guards`.
"""

from collections.abc import Iterable, Iterator

import msgspec

from hub.policy.case import Case, Decision
from hub.policy.consent import release
from hub.policy.entry import REMAINS, Field
from hub.policy.facts import Consent, Request
from hub.policy.rulebook import carry
from hub.policy.terms import Subject
from hub.reading.literals import text_array
from hub.reading.reach import Outlook

STOPPED = "x"
EVERYBODY = "all"
"""Names the holders together, where the answer of each of them is asked."""


def ways_of_requests(
    outlook: Outlook, field: Field, ordinal: int
) -> Iterator[tuple[str, Decision]]:
    """Ask about every request, with every way in which the holders can have answered."""
    for slot, request in outlook.requests:
        for stopped in (False, True):
            label = f"{slot}{STOPPED if stopped else ''}"
            asked = msgspec.structs.replace(request, stopped=stopped)
            for condition, answered in _answers(label, asked, field, ordinal):
                over = "" if field.key in REMAINS else "NOT b.ended AND "
                reached = f"{over}'{label}' = ANY (q.labels)"
                decided = carry(outlook.case, answered, field, ordinal)
                yield f"{reached}{condition}", decided


def _answers(
    label: str, request: Request, field: Field, ordinal: int
) -> Iterator[tuple[str, Request]]:
    """Yield the ways to answer, from the fullest to none at all."""
    own_cell = field.subject is Subject.HOLDER
    name = f"{field.key}#{ordinal}" if own_cell else field.key
    holder = f"#{ordinal}" if own_cell else EVERYBODY
    key = frozenset({field.key})
    yield f" AND '{label}:{name}' = ANY (q.ticked)", _with(request, ordinal, Consent(key, key))
    yield f" AND '{label}:{name}' = ANY (q.consented)", _with(request, ordinal, Consent(key))
    answered = _with(request, ordinal, Consent(frozenset()))
    yield f" AND '{label}:{holder}' = ANY (q.answered)", answered
    yield "", request


def _with(request: Request, ordinal: int, consent: Consent) -> Request:
    return msgspec.structs.replace(request, consents={1: consent, ordinal: consent})


def reaching(outlook: Outlook, max_holders: int) -> dict[int, str]:
    """Return for each slot the condition, on a holder's answers `s`, that the request reaches."""
    return {
        slot: _reaching(outlook.case, slot, request, max_holders)
        for slot, request in outlook.requests
    }


def _reaching(case: Case, slot: int, request: Request, max_holders: int) -> str:
    """Follow `rulebook.reaches`: at least one listed cell may flow."""
    consented, ticked = set[str](), set[str]()
    for field in case.entry.fields:
        for ordinal in range(1, max_holders + 1 if field.subject is Subject.HOLDER else 2):
            name = f"{field.key}#{ordinal}" if field.subject is Subject.HOLDER else field.key
            key = frozenset({field.key})
            if release(case, request, field, ordinal):
                return "true"
            if release(case, _with(request, ordinal, Consent(key)), field, ordinal):
                consented.add(name)
            elif release(case, _with(request, ordinal, Consent(key, key)), field, ordinal):
                ticked.add(name)
    return f"s.consented && {_labelled(slot, consented)} OR s.ticked && {_labelled(slot, ticked)}"


def _labelled(slot: int, names: Iterable[str]) -> str:
    labels = (f"{slot}", f"{slot}{STOPPED}")
    return text_array(f"{label}:{name}" for name in sorted(names) for label in labels)
