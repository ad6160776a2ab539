"""Decide who may do what with an access request, and what it may ask and give; pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from hub.authorizations.refusals import FieldsMissing
from hub.authorizations.requests.refusals import (
    BasisNotInForce,
    DataCenterSuspended,
    FieldNotRequestable,
    FormsInvalid,
    NotYourRequest,
    QuotaInvalid,
    WaiverUnfit,
    WrongRequestState,
)
from hub.authorizations.requests.terms import RequestState
from hub.authorizations.requests.wishes import AskedWaiver
from hub.authorizations.terms import AuthorizationState
from hub.identity.terms import Role
from hub.policy.case import Case, exemption
from hub.policy.consent import WAIVING
from hub.policy.entry import Field, Law
from hub.policy.terms import Classification, DecisionCode, Form

LONGEST = timedelta(days=3 * 366)
MOST_USES = 1_000_000_000
DAYS_TO_ANSWER = 10
"""Working days within which the owner answers: the regulations on sharing government data."""


class Side(StrEnum):
    """On which side of a request an office stands."""

    ASKING = "ASKING"
    OWNER = "OWNER"
    DATA_CENTER = "DATA_CENTER"


class Right(NamedTuple):
    """An office on a side."""

    side: Side
    role: Role


class Act(NamedTuple):
    """Who may do an act, from which states, and where it leads."""

    rights: frozenset[Right]
    before: frozenset[RequestState]
    after: RequestState


_ASKING = Right(Side.ASKING, Role.USER)
_OWNER = Right(Side.OWNER, Role.CATALOG_REVIEWER)
DATA_CENTER = Right(Side.DATA_CENTER, Role.CATALOG_REVIEWER)
_OPEN = frozenset({RequestState.SUBMITTED, RequestState.APPROVED, RequestState.SUSPENDED})

ACTS = {
    "approve_request": Act(
        frozenset({_OWNER}), frozenset({RequestState.SUBMITTED}), RequestState.APPROVED
    ),
    "refuse_request": Act(
        frozenset({_OWNER}), frozenset({RequestState.SUBMITTED}), RequestState.REFUSED
    ),
    "suspend_request": Act(
        frozenset({_OWNER, DATA_CENTER}),
        frozenset({RequestState.APPROVED}),
        RequestState.SUSPENDED,
    ),
    "resume_request": Act(
        frozenset({_OWNER, DATA_CENTER}),
        frozenset({RequestState.SUSPENDED}),
        RequestState.APPROVED,
    ),
    "end_request": Act(frozenset({_OWNER, _ASKING}), _OPEN, RequestState.ENDED),
}
"""The life of a request; a waiver is countersigned beside it."""


def permit(act: str, held: Collection[Right], state: RequestState) -> Act:
    """Return an act that somebody with these rights may do in this state.

    Raises: NotYourRequest, WrongRequestState.
    """
    found = ACTS[act]
    if found.rights.isdisjoint(held):
        raise NotYourRequest
    if state not in found.before:
        raise WrongRequestState(state=state.value)
    return found


def check_resumed(held: Collection[Right], *, by_data_center: bool) -> None:
    """Let only the data center lift what the data center suspended.

    Raises: DataCenterSuspended.
    """
    if by_data_center and DATA_CENTER not in held:
        raise DataCenterSuspended


def check_asked(case: Case, keys: Iterable[str]) -> list[str]:
    """Return the fields that a request can have, in order and each once.

    Raises: FieldsMissing, FieldNotRequestable.
    """
    listed = sorted(set(keys))
    if not listed:
        raise FieldsMissing
    for key in listed:
        field = case.entry.by_key.get(key)
        obstacle = "UNKNOWN" if field is None else _obstacle(case, field)
        if obstacle is not None:
            raise FieldNotRequestable(key=key, reason=obstacle)
    return listed


def _obstacle(case: Case, field: Field) -> str | None:
    if field.classification is Classification.WORK_SECRET:
        return DecisionCode.WORK_SECRET
    exempt = exemption(case, field, privacy_yields=True) is not None
    return DecisionCode.EXEMPT if exempt else None


def check_basis(law: Law, code: str, day: date) -> str:
    """Return a legal basis that is in force.

    Raises: BasisNotInForce.
    """
    basis = law.get(code)
    if basis is None or not basis.in_force(day):
        raise BasisNotInForce(basis=code)
    return code


def check_waiver(law: Law, waiver: AskedWaiver | None, asked: Iterable[str], day: date) -> None:
    """Let a waiver pass that law or administrative regulation in force can carry (art. 15(1)).

    Raises: WaiverUnfit.
    """
    if waiver is None:
        return
    basis = law.get(waiver.legal_basis)
    fit = basis is not None and basis.kind in WAIVING and basis.in_force(day)
    if not fit or not waiver.fields or not set(waiver.fields) <= set(asked):
        raise WaiverUnfit


def check_quota(quota: int | None, asked: int | None = None) -> int | None:
    """Return a quota that is sensible, and no higher than what was asked.

    Raises: QuotaInvalid.
    """
    if quota is not None and not 1 <= quota <= (asked or MOST_USES):
        raise QuotaInvalid(most=asked or MOST_USES)
    return quota if quota is not None else asked


def check_forms(forms: Mapping[str, Form], asked: Iterable[str]) -> dict[str, str]:
    """Return the approved form of each field; what is not named is not approved.

    Raises: FormsInvalid.
    """
    if not forms or not forms.keys() <= set(asked) or Form.WITHHELD in forms.values():
        raise FormsInvalid
    return {key: form.value for key, form in sorted(forms.items())}


class Terms(Protocol):
    """What of a request tells where it stands."""

    @property
    def state(self) -> RequestState:
        """What was decided."""

    @property
    def valid_from(self) -> datetime:
        """From when it runs."""

    @property
    def valid_until(self) -> datetime:
        """Until when it runs."""

    @property
    def quota(self) -> int | None:
        """How many licenses it may show."""

    @property
    def used(self) -> int:
        """How many it has shown."""


_BY_DECISION = {
    RequestState.SUBMITTED: AuthorizationState.ASKED,
    RequestState.REFUSED: AuthorizationState.REFUSED,
    RequestState.SUSPENDED: AuthorizationState.SUSPENDED,
    RequestState.ENDED: AuthorizationState.WITHDRAWN,
}


def state_of(request: Terms, moment: datetime) -> AuthorizationState:
    """Return where a request stands at a moment."""
    if request.state is not RequestState.APPROVED:
        return _BY_DECISION[request.state]
    if request.valid_until <= moment:
        return AuthorizationState.EXPIRED
    if request.quota is not None and request.used >= request.quota:
        return AuthorizationState.USED_UP
    if moment < request.valid_from:
        return AuthorizationState.WAITING
    return AuthorizationState.RUNNING
