"""What a holder can give of an own license: checked as it is given, and decided anew at reads."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from hub.authorizations.refusals import (
    AssuranceNeeded,
    AuthorizationPeriodInvalid,
    CauseInvalid,
    FieldNotGrantable,
    FieldsMissing,
)
from hub.identity.callers import Caller
from hub.policy.case import Case, exemption
from hub.policy.entry import Field
from hub.policy.purpose import LONGEST_CAUSE
from hub.policy.terms import Classification, DecisionCode, Subject

ASSURANCE = 3
"""Real name and real person: what giving away the use of a license demands (art. 15(2))."""


def demand_real_person(caller: Caller) -> None:
    """Let a person identified by real name and real person pass (实名+实人, art. 15(2)).

    Raises: AssuranceNeeded.
    """
    if caller.assurance < ASSURANCE or caller.account_id is None:
        raise AssuranceNeeded(needed=ASSURANCE)


def check_cause(cause: str) -> str:
    """Return a cause as it is kept.

    Raises: CauseInvalid.
    """
    if not 1 <= len(cause.strip()) <= LONGEST_CAUSE:
        raise CauseInvalid(most=LONGEST_CAUSE)
    return cause.strip()


def check_period(
    moment: datetime, since: datetime | None, until: datetime, longest: timedelta
) -> datetime:
    """Return when a period begins: it ends in the future and is not too long.

    Raises: AuthorizationPeriodInvalid.
    """
    starts = since or moment
    if not max(starts, moment) < until <= starts + longest:
        raise AuthorizationPeriodInvalid(days=longest.days)
    return starts


def check_fields(case: Case, keys: Iterable[str], *, privacy_yields: bool = False) -> list[str]:
    """Return the fields that a holder can give, in order and each once.

    Raises: FieldsMissing, FieldNotGrantable.
    """
    listed = sorted(set(keys))
    if not listed:
        raise FieldsMissing
    for key in listed:
        field = case.entry.by_key.get(key)
        obstacle = _obstacle(case, field, privacy_yields=privacy_yields) if field else "UNKNOWN"
        if obstacle is not None:
            raise FieldNotGrantable(key=key, reason=obstacle)
    return listed


def _obstacle(case: Case, field: Field, *, privacy_yields: bool) -> str | None:
    if field.classification is Classification.WORK_SECRET:
        return DecisionCode.WORK_SECRET
    if field.subject is Subject.OTHER:
        return DecisionCode.THIRD_PERSON
    exempt = exemption(case, field, privacy_yields=privacy_yields) is not None
    return DecisionCode.EXEMPT if exempt else None
