"""One case before the rulebook, what is exempt in it, and the decision that comes of it."""

import msgspec

from hub.policy.entry import Entry, Exemption, Field, Law
from hub.policy.facts import Asker, LicenseFacts
from hub.policy.terms import (
    Basis,
    Classification,
    DecisionCode,
    Ground,
    Mask,
    Outcome,
    Remedy,
    Sharing,
    SharingState,
)

_FREE = frozenset({Classification.PUBLIC, Classification.INTERNAL})


class Case(msgspec.Struct, frozen=True):
    """One license before one caller at one moment."""

    entry: Entry
    sharing: SharingState
    law: Law
    license: LicenseFacts
    asker: Asker

    def in_force(self, code: str) -> bool:
        """Tell whether a legal basis is known and in force today."""
        basis = self.law.get(code)
        return basis is not None and basis.in_force(self.asker.today)


class Decision(msgspec.Struct, frozen=True):
    """The outcome of one cell with its reason, and the lawful way to more."""

    outcome: Outcome
    code: DecisionCode
    basis: Basis
    legal_basis: str
    authorization: str | None = None
    remedy: Remedy = Remedy.NONE
    mask: Mask | None = None


def exemption(case: Case, field: Field, *, privacy_yields: bool = False) -> Exemption | None:
    """Return the exemption that holds for a field today: its own, else its entry's."""
    for stated in (field, case.entry):
        reason = stated.exemption if stated.sharing is Sharing.EXEMPT else None
        if reason is None or (privacy_yields and reason.ground is Ground.PRIVACY):
            continue
        if _holds(case, reason):
            return reason
    return None


def _holds(case: Case, reason: Exemption) -> bool:
    if reason.until is not None and reason.until < case.asker.today:
        return False
    return case.in_force(reason.legal_basis)


def sharing_class(case: Case, field: Field) -> Sharing:
    """Return the sharing class of a field today; a lapsed exemption counts as conditional."""
    if exemption(case, field) is not None:
        return Sharing.EXEMPT
    stated = field.sharing.stricter(case.entry.sharing)
    return Sharing.CONDITIONAL if stated is Sharing.EXEMPT else stated


def freely_shared(case: Case, field: Field) -> bool:
    """Tell whether a field flows under a request without consent: unconditional, not personal."""
    return sharing_class(case, field) is Sharing.UNCONDITIONAL and field.classification in _FREE
