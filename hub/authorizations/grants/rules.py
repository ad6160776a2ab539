"""What a grant may give: checked when it is given, and decided anew at each read."""

from datetime import datetime, timedelta
from typing import Protocol

from hub.authorizations.grants.refusals import (
    FieldNotGrantable,
    FieldsMissing,
    GrantPeriodInvalid,
    UsesInvalid,
)
from hub.authorizations.grants.terms import GrantState
from hub.authorizations.grants.wishes import GrantUse
from hub.policy.case import Case, exemption
from hub.policy.entry import Field
from hub.policy.terms import Classification, DecisionCode, Subject

ASSURANCE = 3
"""Real name and real person: what giving away the use of a license demands (art. 15(2))."""

LONGEST = timedelta(days=3 * 366)
MOST_USES = 1_000_000


def check_terms(wish: GrantUse, moment: datetime) -> None:
    """Let the terms of a grant pass.

    Raises: FieldsMissing, GrantPeriodInvalid, UsesInvalid.
    """
    if not wish.fields:
        raise FieldsMissing
    starts = wish.valid_from or moment
    if not max(starts, moment) < wish.valid_until <= starts + LONGEST:
        raise GrantPeriodInvalid(days=LONGEST.days)
    if wish.max_uses is not None and not 1 <= wish.max_uses <= MOST_USES:
        raise UsesInvalid(most=MOST_USES)


def check_fields(case: Case, wish: GrantUse) -> None:
    """Let pass fields that a holder can grant.

    Raises: FieldNotGrantable.
    """
    for key in wish.fields:
        field = case.entry.by_key.get(key)
        reason = "UNKNOWN" if field is None else _obstacle(case, field)
        if reason is not None:
            raise FieldNotGrantable(key=key, reason=reason)


def _obstacle(case: Case, field: Field) -> str | None:
    if field.classification is Classification.WORK_SECRET:
        return DecisionCode.WORK_SECRET
    if field.subject is Subject.OTHER:
        return DecisionCode.THIRD_PERSON
    exempt = exemption(case, field, privacy_yields=True) is not None
    return DecisionCode.EXEMPT if exempt else None


def state_of(grant: "Terms", moment: datetime) -> GrantState:
    """Return where a grant stands at a moment."""
    if grant.withdrawn_at is not None:
        return GrantState.WITHDRAWN
    if grant.valid_until <= moment:
        return GrantState.EXPIRED
    if grant.max_uses is not None and grant.used >= grant.max_uses:
        return GrantState.USED_UP
    return GrantState.WAITING if moment < grant.valid_from else GrantState.RUNNING


class Terms(Protocol):
    """What of a grant tells where it stands."""

    @property
    def withdrawn_at(self) -> datetime | None:
        """When it was withdrawn."""

    @property
    def valid_from(self) -> datetime:
        """From when it runs."""

    @property
    def valid_until(self) -> datetime:
        """Until when it runs."""

    @property
    def max_uses(self) -> int | None:
        """How often it may be used."""

    @property
    def used(self) -> int:
        """How often it was used."""
