"""The rulebook: what may this caller see of this cell, and why.

Every decision of the hub is made here and nowhere else; the statement that reads the cells is
compiled from it. A basis first *reaches* a license, then *carries* each cell; the best outcome
wins. The readings behind each line are in `docs/decisions/0002-readings-of-the-policy.md`.
"""

from collections.abc import Iterable
from datetime import timedelta

from hub.policy import law as measures
from hub.policy.case import Case, Decision, exemption, freely_shared
from hub.policy.codes import covers
from hub.policy.consent import agreed, answered, form, release, waived
from hub.policy.entry import (
    HOLDER_NAME,
    IDENTIFIER,
    REMAINS,
    Exemption,
    Field,
)
from hub.policy.facts import (
    Authorization,
    Delegation,
    Grant,
    Issued,
    Oversight,
    Own,
    Presentation,
    Public,
    Request,
    Standing,
)
from hub.policy.terms import (
    Basis,
    Classification,
    DecisionCode,
    Disclosure,
    Form,
    Ground,
    Mask,
    Outcome,
    Remedy,
    SharingState,
    Subject,
)

VERSION = "1"
"""Raise it with every change of meaning: it is part of the policy revision."""

DELEGATE_ASSURANCE = 3
OVERSEEN = REMAINS | {IDENTIFIER}
BASIS: dict[type[Standing], Basis] = {
    Own: Basis.HOLDER,
    Issued: Basis.ISSUER,
    Public: Basis.PUBLIC,
    Oversight: Basis.OVERSIGHT,
    Delegation: Basis.DELEGATION,
    Presentation: Basis.PRESENTATION,
    Request: Basis.REQUEST,
    Grant: Basis.GRANT,
}
"""The basis that each standing is a case of."""

_TIES = list(Basis)
_WIDEST = [Outcome.GRANTED, Outcome.MASKED, Outcome.WITHHELD]


def decide(
    case: Case, standings: Iterable[Standing], field: Field, ordinal: int = 1
) -> Decision | None:
    """Decide one cell, or return None where no standing reaches the license."""
    return best(carry(case, standing, field, ordinal) for standing in reaching(case, standings))


def best(decisions: Iterable[Decision]) -> Decision | None:
    """Return the widest decision; among equals the first, as `reaching` orders them."""
    return min(decisions, key=lambda decision: _WIDEST.index(decision.outcome), default=None)


def reaching(case: Case, standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """Return the standings that reach the license, in the order that settles ties."""
    return tuple(sorted((s for s in standings if reaches(case, s)), key=_precedence))


def _precedence(standing: Standing) -> tuple[int, float, str]:
    place = _TIES.index(BASIS[type(standing)])
    given = standing.given_at.timestamp() if isinstance(standing, Authorization) else 0.0
    return place, given, authorization_of(standing) or ""


def authorization_of(standing: Standing) -> str | None:
    """Return the id of the authorization that a standing rests on, if it rests on one."""
    return standing.id if isinstance(standing, Authorization | Oversight) else None


# Reaching: is the license found by this standing?


def reaches(case: Case, standing: Standing) -> bool:
    """Tell whether a standing brings the caller to the license at all."""
    match standing:
        case Own():
            return standing.until is None or case.asker.today < standing.until
        case Issued():
            return case.asker.purpose is not None
        case Oversight():
            return _oversees(case, standing)
        case Public():
            return case.sharing is SharingState.OPEN and _in_register(case)
        case Authorization():
            return (
                case.sharing is SharingState.OPEN
                and standing.valid_from <= case.asker.moment < standing.valid_until
                and _serves(case, standing)
            )


def _oversees(case: Case, standing: Oversight) -> bool:
    purpose = case.asker.purpose
    return (
        purpose is not None
        and purpose.case_number == standing.reference
        and standing.sector in (None, case.entry.sector)
        and covers(standing.region, case.license.region)
    )


def _in_register(case: Case) -> bool:
    today, shown = case.asker.today, case.license
    if all(field.disclosure is Disclosure.NONE for field in case.entry.fields):
        return False
    if shown.valid_from is not None and today < shown.valid_from:
        return False
    end = shown.end(today)
    return end is None or today <= end + timedelta(days=case.entry.public_after_end)


def _serves(case: Case, standing: Authorization) -> bool:
    """Tell whether an authorization covers the stated purpose and has uses left."""
    purpose = case.asker.purpose
    match standing:
        case Grant():
            stated = purpose is not None or not standing.to_organization
            return stated and _left(standing.uses_left)
        case Delegation():
            able = case.asker.assurance >= DELEGATE_ASSURANCE
            return able and purpose is not None and purpose.matter == standing.matter
        case Presentation():
            return purpose is not None and purpose.scenario == standing.scenario
        case Request():
            return _request_serves(case, standing)
    raise AssertionError(standing)


def _left(count: int | None) -> bool:
    return count is None or count > 0


def _request_serves(case: Case, request: Request) -> bool:
    purpose = case.asker.purpose
    return (
        purpose is not None
        and purpose.scenario == request.scenario
        and purpose.matter in request.matters
        and _left(request.quota_left)
        and case.in_force(request.legal_basis)
        and any(release(case, request, field, ordinal) for field, ordinal in _cells(case))
    )


def _cells(case: Case) -> Iterable[tuple[Field, int]]:
    for field in case.entry.fields:
        count = case.license.holders if field.subject is Subject.HOLDER else 1
        for ordinal in range(1, count + 1):
            yield field, ordinal


# Carrying: what does a standing that reaches the license give of a cell?


def carry(case: Case, standing: Standing, field: Field, ordinal: int) -> Decision:
    """Decide one cell by one standing that reaches the license."""
    if isinstance(standing, Issued):
        return _granted(standing, DecisionCode.ISSUED, measures.ISSUER.code)
    if field.classification is Classification.WORK_SECRET:
        return _work_secret(case, standing, field)
    match standing:
        case Own():
            return _carry_own(case, standing, field, ordinal)
        case Public():
            return _carry_public(case, standing, field)
        case Oversight():
            return _carry_oversight(standing, field)
        case Request():
            return _carry_request(case, standing, field, ordinal)
        case Grant() | Delegation() | Presentation():
            return _carry_given(case, standing, field, ordinal)


def _carry_own(case: Case, standing: Own, field: Field, ordinal: int) -> Decision:
    cite = measures.HOLDER.code
    if field.subject is Subject.OTHER:
        return _withheld(standing, DecisionCode.THIRD_PERSON, cite)
    if field.subject is Subject.HOLDER and ordinal != standing.ordinal:
        return _masked(standing, DecisionCode.OTHER_HOLDER, cite, field.mask, Remedy.ASK_HOLDER)
    if case.asker.assurance < field.assurance:
        way = Remedy.RAISE_ASSURANCE
        return _masked(standing, DecisionCode.ASSURANCE_TOO_LOW, cite, field.mask, way)
    return _granted(standing, DecisionCode.OWN, cite)


def _carry_public(case: Case, standing: Public, field: Field) -> Decision:
    reason = exemption(case, field)
    if reason is not None:
        return _exempt(standing, reason)
    cite = field.legal_basis or case.entry.legal_basis
    if field.disclosure is Disclosure.NONE:
        return _withheld(standing, DecisionCode.NOT_DISCLOSED, cite, _way_on(case, field))
    if not case.in_force(cite):
        return _withheld(standing, DecisionCode.BASIS_LAPSED, cite)
    if field.disclosure is Disclosure.MASKED:
        rule, way = field.mask_for_public, _way_on(case, field)
        return _masked(standing, DecisionCode.DISCLOSED_MASKED, cite, rule, way)
    return _granted(standing, DecisionCode.DISCLOSED, cite)


def _way_on(case: Case, field: Field) -> Remedy:
    if field.subject is Subject.OTHER:
        return Remedy.NONE
    if case.asker.for_organization:
        return Remedy.APPLY_FOR_SCENARIO
    return Remedy.ASK_HOLDER if case.asker.assurance else Remedy.RAISE_ASSURANCE


def _carry_oversight(standing: Oversight, field: Field) -> Decision:
    cite = measures.OVERSIGHT.code
    if field.key in OVERSEEN or field.key in standing.named:
        return _granted(standing, DecisionCode.OVERSEEN, cite)
    if field.key == HOLDER_NAME:
        return _masked(standing, DecisionCode.OVERSEEN_MASKED, cite, field.mask)
    return _withheld(standing, DecisionCode.NOT_OVERSEEN, cite)


_GIVEN = {
    Grant: (DecisionCode.GRANTED_BY_HOLDER, measures.HOLDER_USE.code),
    Delegation: (DecisionCode.DELEGATED, measures.HOLDER_USE.code),
    Presentation: (DecisionCode.PRESENTED, measures.PRESENTATION.code),
}


def _carry_given(
    case: Case, standing: Grant | Delegation | Presentation, field: Field, ordinal: int
) -> Decision:
    code, cite = _GIVEN[type(standing)]
    if field.subject is Subject.OTHER:
        return _withheld(standing, DecisionCode.THIRD_PERSON, cite)
    listed = field.key in _listed(standing)
    granted = isinstance(standing, Grant) and listed
    reason = exemption(case, field, privacy_yields=granted)
    if reason is not None:
        return _exempt(standing, reason)
    if field.subject is Subject.HOLDER and ordinal != standing.ordinal:
        return _withheld(standing, DecisionCode.NOT_CONSENTED, cite, Remedy.ASK_HOLDER)
    if _over(case, standing, field):
        return _withheld(standing, DecisionCode.ENDED, cite)
    if listed:
        return _granted(standing, code, cite)
    return _by_default(standing, field, cite, Remedy.ASK_HOLDER)


def _listed(standing: Grant | Delegation | Presentation) -> frozenset[str]:
    match standing:
        case Grant():
            return standing.fields
        case Delegation():
            return standing.fields & standing.materials
        case Presentation():
            return standing.fields & standing.listed


def _over(case: Case, standing: Authorization, field: Field) -> bool:
    ended = standing.stopped or case.license.end(case.asker.today) is not None
    return ended and field.key not in REMAINS


def _carry_request(case: Case, request: Request, field: Field, ordinal: int) -> Decision:
    cite = request.legal_basis
    ticked = agreed(case, request, field, ordinal, separate=True)
    reason = exemption(case, field, privacy_yields=ticked)
    if reason is not None:
        return _exempt(request, reason)
    free = freely_shared(case, field)
    if field.subject is Subject.OTHER and not (free or waived(case, request, field)):
        return _withheld(request, DecisionCode.THIRD_PERSON, cite)
    if _over(case, request, field):
        return _withheld(request, DecisionCode.ENDED, cite)
    if form(request, field) is Form.WITHHELD:
        if free or answered(case, request, field, ordinal):
            return _by_default(request, field, cite, Remedy.APPLY_FOR_SCENARIO)
        return _withheld(request, DecisionCode.NOT_LISTED, cite, Remedy.APPLY_FOR_SCENARIO)
    code = release(case, request, field, ordinal)
    if code is None:
        return _withheld(request, DecisionCode.NOT_CONSENTED, cite, Remedy.ASK_HOLDER)
    if code is DecisionCode.WAIVED and request.waiver is not None:
        cite = request.waiver.legal_basis
    if form(request, field) is Form.MASKED:
        way = Remedy.APPLY_FOR_SCENARIO
        # A waiver is shown to the holder at each use, of a masked form too.
        said = code if code is DecisionCode.WAIVED else DecisionCode.APPROVED_MASKED
        return _masked(request, said, cite, field.mask, way)
    return _granted(request, code, cite)


# The outcomes


def _granted(standing: Standing, code: DecisionCode, cite: str) -> Decision:
    basis, authorization = BASIS[type(standing)], authorization_of(standing)
    return Decision(Outcome.GRANTED, code, basis, cite, authorization)


def _masked(
    standing: Standing, code: DecisionCode, cite: str, mask: Mask, remedy: Remedy = Remedy.NONE
) -> Decision:
    basis, authorization = BASIS[type(standing)], authorization_of(standing)
    return Decision(Outcome.MASKED, code, basis, cite, authorization, remedy, mask)


def _withheld(
    standing: Standing, code: DecisionCode, cite: str, remedy: Remedy = Remedy.NONE
) -> Decision:
    basis, authorization = BASIS[type(standing)], authorization_of(standing)
    return Decision(Outcome.WITHHELD, code, basis, cite, authorization, remedy)


def _by_default(standing: Standing, field: Field, cite: str, remedy: Remedy) -> Decision:
    if field.default_form is Form.MASKED:
        return _masked(standing, DecisionCode.DEFAULT_FORM, cite, field.mask, remedy)
    return _withheld(standing, DecisionCode.NOT_LISTED, cite, remedy)


def _exempt(standing: Standing, reason: Exemption) -> Decision:
    way = Remedy.ASK_HOLDER if reason.ground is Ground.PRIVACY else Remedy.NONE
    return _withheld(standing, DecisionCode.EXEMPT, reason.legal_basis, way)


def _work_secret(case: Case, standing: Standing, field: Field) -> Decision:
    reason = exemption(case, field) or field.exemption or case.entry.exemption
    cite = reason.legal_basis if reason is not None else case.entry.legal_basis
    return _withheld(standing, DecisionCode.WORK_SECRET, cite)
