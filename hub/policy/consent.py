"""Consent under an access request (依职能共享, art. 15(1)): when may a listed cell flow."""

from collections.abc import Iterable

from hub.policy.case import Case, freely_shared
from hub.policy.entry import Field
from hub.policy.facts import Request
from hub.policy.terms import Classification, DecisionCode, Form, LawKind, Subject

WAIVING = frozenset({LawKind.LAW, LawKind.ADMINISTRATIVE_REGULATION})
"""The kinds of law that can lift a consent."""


def form(request: Request, field: Field) -> Form:
    """Return the form in which a request's approval lists a field; withheld means not listed."""
    return request.forms.get(field.key, Form.WITHHELD)


def release(case: Case, request: Request, field: Field, ordinal: int) -> DecisionCode | None:
    """Return by what right a listed cell may flow under a request, or None."""
    if form(request, field) is Form.WITHHELD:
        return None
    if freely_shared(case, field):
        return DecisionCode.SHARED
    if field.subject is not Subject.OTHER and _consented(case, request, field, ordinal):
        return DecisionCode.CONSENTED
    return DecisionCode.WAIVED if waived(case, request, field) else None


def _consented(case: Case, request: Request, field: Field, ordinal: int) -> bool:
    sensitive = field.classification is Classification.SENSITIVE_PERSONAL
    return agreed(case, request, field, ordinal, separate=sensitive)


def agreed(case: Case, request: Request, field: Field, ordinal: int, *, separate: bool) -> bool:
    """Tell whether everyone whose consent the cell needs has the field in it."""
    if field.subject is Subject.OTHER:
        return False
    answers = [request.consents.get(number) for number in _asked(case, field, ordinal)]
    return all(
        answer is not None
        and field.key in answer.fields
        and (not separate or field.key in answer.separate)
        for answer in answers
    )


def answered(case: Case, request: Request, field: Field, ordinal: int) -> bool:
    """Tell whether everyone whose consent the cell needs has answered the request at all."""
    if field.subject is Subject.OTHER:
        return False
    return all(number in request.consents for number in _asked(case, field, ordinal))


def _asked(case: Case, field: Field, ordinal: int) -> Iterable[int]:
    if field.subject is Subject.HOLDER:
        return (ordinal,)
    return range(1, case.license.holders + 1)


def waived(case: Case, request: Request, field: Field) -> bool:
    """Tell whether a law or administrative regulation lifts the consent for a field."""
    waiver = request.waiver
    if waiver is None or not waiver.countersigned or field.key not in waiver.fields:
        return False
    return case.in_force(waiver.legal_basis) and case.law[waiver.legal_basis].kind in WAIVING
