"""The facts a decision is made from: who asks, why, of what, and by which authorizations."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from hub.policy.terms import Form, LicenseStatus


class Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an access is for; the cause is always stated, the rest where a basis asks for it."""

    cause: str
    scenario: str | None = None
    matter: str | None = None
    case_number: str | None = None


class Asker(msgspec.Struct, frozen=True):
    """What a decision needs to know of the caller and the request."""

    assurance: int
    moment: datetime
    today: date
    purpose: Purpose | None = None
    for_organization: bool = False


class LicenseFacts(msgspec.Struct, frozen=True):
    """What a decision needs to know of a license."""

    status: LicenseStatus = LicenseStatus.IN_FORCE
    holders: int = 1
    region: str = "510000"
    valid_from: date | None = None
    valid_until: date | None = None
    ended_on: date | None = None

    def end(self, today: date) -> date | None:
        """Return the first day at its end, or None: validity days are inclusive."""
        days = [self.ended_on or today] if self.status.ended else []
        if self.valid_until is not None and self.valid_until < today:
            days.append(self.valid_until)
        return min(days, default=None)


class Own(msgspec.Struct, frozen=True):
    """The caller is a holder, or stands for one: agent of a legal person, guardian of a child."""

    ordinal: int = 1
    until: date | None = None  # the day a guardianship ends: the child's fourteenth birthday


class Issued(msgspec.Struct, frozen=True):
    """The caller's organization issued the license, or succeeded to the one that did."""


class Public(msgspec.Struct, frozen=True):
    """Everybody's access to what is disclosed."""


class Oversight(msgspec.Struct, frozen=True, kw_only=True):
    """The caller supervises within a sector and a region, on an order, finding or objection."""

    id: str
    reference: str
    sector: str | None = None
    region: str = ""
    named: frozenset[str] = frozenset()


class Authorization(msgspec.Struct, frozen=True, kw_only=True):
    """What grants, delegations, presentations and requests have in common."""

    id: str
    given_at: datetime
    valid_from: datetime
    valid_until: datetime
    stopped: bool = False  # the license was suspended, ended or changed hands since


class Grant(Authorization, frozen=True, kw_only=True):
    """A holder granted this caller fields of a license (授权用证)."""

    ordinal: int = 1
    fields: frozenset[str]
    to_organization: bool = True
    uses_left: int | None = None


class Delegation(Authorization, frozen=True, kw_only=True):
    """A holder delegated this person for one matter and window (委托用证)."""

    ordinal: int = 1
    matter: str
    fields: frozenset[str]
    materials: frozenset[str]


class Presentation(Authorization, frozen=True, kw_only=True):
    """A holder is showing the license and its code was redeemed for a scenario (亮证)."""

    ordinal: int = 1
    scenario: str
    fields: frozenset[str]
    listed: frozenset[str]


class Consent(msgspec.Struct, frozen=True):
    """One holder's answer under a request; `separate` are the fields ticked one by one."""

    fields: frozenset[str]
    separate: frozenset[str] = frozenset()


class Waiver(msgspec.Struct, frozen=True):
    """Consent waived for fields by a law or administrative regulation."""

    fields: frozenset[str]
    legal_basis: str
    countersigned: bool = False


class Request(Authorization, frozen=True, kw_only=True):
    """An approved access request (依职能共享申请) with the consents given under it."""

    scenario: str
    matters: frozenset[str]
    forms: Mapping[str, Form]
    legal_basis: str
    quota_left: int | None = None
    consents: Mapping[int, Consent] = {}
    waiver: Waiver | None = None


Standing = Own | Issued | Public | Oversight | Delegation | Presentation | Request | Grant
"""One way the caller may come to the license."""
