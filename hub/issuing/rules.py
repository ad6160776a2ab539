"""Say who may make what of a license, and what must be stated; pure."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final
from unicodedata import category

from hub.authorizations.refusals import AssuranceNeeded
from hub.identity.callers import ActingFor, Caller
from hub.identity.directory import Directory
from hub.identity.terms import Role
from hub.issuing.refusals import (
    BasisNeeded,
    CaseNeeded,
    DayUnfit,
    IssuerSucceeded,
    LicenseNotYours,
    NotAnIssuingOffice,
    ReasonNeeded,
)
from hub.licenses.drafts import Cause
from hub.licenses.terms import LicenseEvent
from hub.policy.entry import Law

LONGEST: Final = 200
ASSURANCE: Final = 2
"""Real name: whoever seals in the name of a department answers for it."""
UNSEEN: Final = frozenset({"Cc", "Cs"})
"""Categories of Unicode of what is no sign: controls, and halves of signs."""


class Place(StrEnum):
    """Where an office stands to a license."""

    ISSUER = "ISSUER"
    """In the issuer, or the organization that succeeded it."""
    ABOVE = "ABOVE"
    """In an organization above the issuer."""


MAY: dict[LicenseEvent, frozenset[Place]] = {
    LicenseEvent.ISSUED: frozenset({Place.ISSUER}),
    LicenseEvent.CHANGED: frozenset({Place.ISSUER}),
    LicenseEvent.RENEWED: frozenset({Place.ISSUER}),
    LicenseEvent.SUSPENDED: frozenset({Place.ISSUER}),
    LicenseEvent.RESUMED: frozenset({Place.ISSUER}),
    LicenseEvent.INSPECTED: frozenset({Place.ISSUER}),
    LicenseEvent.ANNULLED: frozenset({Place.ISSUER, Place.ABOVE}),
    LicenseEvent.REVOKED: frozenset({Place.ISSUER}),
    LicenseEvent.CANCELLED: frozenset({Place.ISSUER}),
}
"""Whose office may do what; who grants a permit, or stands above, annuls it (行政许可法 69)."""


def issuing_for(caller: Caller) -> ActingFor:
    """Return the organization for which a caller makes licenses: a clerk of real name, or a client.

    Raises: NotAnIssuingOffice, AssuranceNeeded.
    """
    if caller.organization is None or Role.ISSUER not in caller.roles:
        raise NotAnIssuingOffice
    if not caller.client and caller.assurance < ASSURANCE:
        raise AssuranceNeeded(needed=ASSURANCE)
    return caller.organization


def permit(event: LicenseEvent, places: Iterable[Place]) -> None:
    """Let an act pass for which the caller's office stands right.

    Raises: LicenseNotYours.
    """
    if not MAY[event] & set(places):
        raise LicenseNotYours


def demand_issuers(directory: Directory, issuers: Iterable[int], entry_id: int) -> None:
    """Let nobody seal any more who was succeeded, or whose licenses went to another (art. 12).

    Raises: IssuerSucceeded.
    """
    for one in issuers:
        if directory.issuer_today(directory.present(one).id, entry_id).id != one:
            raise IssuerSucceeded


def check_case(cause: Cause) -> None:
    """Demand the matter and the case that a license is made for (art. 8).

    Raises: CaseNeeded.
    """
    needed = all(is_said(one) for one in (cause.matter, cause.case_number))
    if not needed or not (cause.reason is None or is_said(cause.reason)):
        raise CaseNeeded(most=LONGEST)


def check_reason(cause: Cause, law: Law, today: date) -> None:
    """Demand a reason and a legal basis in force of an act in a license's life (art. 10).

    Raises: ReasonNeeded.
    """
    basis = law.get(cause.legal_basis or "")
    sound = basis is not None and basis.in_force(today)
    parts = (cause.matter, cause.case_number)
    if not (is_said(cause.reason) and sound and all(one is None or is_said(one) for one in parts)):
        raise ReasonNeeded(most=LONGEST)


def check_basis(code: str, law: Law, today: date) -> None:
    """Demand a legal basis in force.

    Raises: BasisNeeded.
    """
    basis = law.get(code)
    if basis is None or not basis.in_force(today):
        raise BasisNeeded


def check_day(occurred_on: date, today: date, issued_on: date | None = None) -> date:
    """Return the day on which something happened, to a license that was issued by then.

    Raises: DayUnfit.
    """
    if not (issued_on or date.min) <= occurred_on <= today:
        raise DayUnfit
    return occurred_on


def is_said(words: str | None) -> bool:
    """Tell whether words say something; what has no sign of its own cannot be kept nor printed."""
    if words is None or not 1 <= len(words) <= LONGEST or words.isspace():
        return False
    return not any(category(one) in UNSEEN for one in words)
