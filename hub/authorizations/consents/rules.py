"""What a holder agrees to when answering a consent; pure."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from hub.authorizations.consents.refusals import (
    AllOrNothing,
    CaseNumberInvalid,
    FieldNotAsked,
    TickSeparately,
)
from hub.authorizations.consents.terms import ConsentState
from hub.authorizations.refusals import FieldsMissing
from hub.authorizations.terms import AuthorizationState
from hub.policy.case import Case, exemption
from hub.policy.terms import Classification

USUAL = timedelta(days=30)
"""How long a consent runs where the holder says nothing; never longer than its request."""

TIME_TO_ANSWER = timedelta(days=7)
ASKS_A_DAY = 5_000
LONGEST_CASE_NUMBER = 100


def check_case_number(case_number: str) -> str:
    """Return a case number as it is kept.

    Raises: CaseNumberInvalid.
    """
    if not 1 <= len(case_number.strip()) <= LONGEST_CASE_NUMBER:
        raise CaseNumberInvalid(most=LONGEST_CASE_NUMBER)
    return case_number.strip()


def ticked_alone(case: Case, key: str) -> bool:
    """Tell whether a field needs consent of its own (单独同意): sensitive, or exempt by privacy."""
    field = case.entry.by_key[key]
    sensitive = field.classification is Classification.SENSITIVE_PERSONAL
    return sensitive or exemption(case, field) is not None


def check_answer(
    case: Case,
    asked: Collection[str],
    fields: Iterable[str],
    separate: Iterable[str],
    *,
    by_field: bool,
) -> tuple[list[str], list[str]]:
    """Return the fields agreed to, and those of them that were ticked one by one.

    Where the scenario takes all or nothing, fields that need consent of their own may still be
    left out: nobody can be made to tick them.

    Raises: FieldsMissing, FieldNotAsked, TickSeparately, AllOrNothing.
    """
    agreed, ticked = sorted(set(fields)), set(separate)
    if not agreed:
        raise FieldsMissing
    for key in sorted({*agreed, *ticked}):
        if key not in asked or key not in agreed:
            raise FieldNotAsked(key=key)
        if ticked_alone(case, key) and key not in ticked:
            raise TickSeparately(key=key)
    for key in sorted(asked):
        if not by_field and key not in agreed and not ticked_alone(case, key):
            raise AllOrNothing(key=key)
    return agreed, sorted(ticked)


class Terms(Protocol):
    """What of a consent tells where it stands."""

    @property
    def state(self) -> ConsentState:
        """What the holder answered."""

    @property
    def valid_until(self) -> datetime | None:
        """Until when it runs, once given."""


_BY_ANSWER = {
    ConsentState.REFUSED: AuthorizationState.REFUSED,
    ConsentState.WITHDRAWN: AuthorizationState.WITHDRAWN,
}


def state_of(consent: Terms, answer_by: datetime, moment: datetime) -> AuthorizationState:
    """Return where a consent stands at a moment."""
    if consent.state is ConsentState.ASKED:
        open_still = moment < answer_by
        return AuthorizationState.ASKED if open_still else AuthorizationState.EXPIRED
    if consent.state is ConsentState.GIVEN:
        runs = consent.valid_until is not None and moment < consent.valid_until
        return AuthorizationState.RUNNING if runs else AuthorizationState.EXPIRED
    return _BY_ANSWER[consent.state]


class Asks(Protocol):
    """What of an ask tells where it stands."""

    @property
    def holders(self) -> int:
        """How many were asked."""

    @property
    def given(self) -> int:
        """How many have agreed, and still do."""

    @property
    def refused(self) -> bool:
        """Whether somebody has refused."""

    @property
    def withdrawn(self) -> bool:
        """Whether somebody has withdrawn."""

    @property
    def answer_by(self) -> datetime:
        """Until when it may be answered."""


def asked_state(ask: Asks, moment: datetime) -> AuthorizationState:
    """Return where an ask stands; with nobody to answer it stands like one nobody answers."""
    if ask.withdrawn:
        return AuthorizationState.WITHDRAWN
    if ask.refused:
        return AuthorizationState.REFUSED
    if ask.holders and ask.given == ask.holders:
        return AuthorizationState.RUNNING
    return AuthorizationState.ASKED if moment < ask.answer_by else AuthorizationState.EXPIRED
