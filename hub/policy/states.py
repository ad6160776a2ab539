"""The state of a license as people see it: what was recorded, and what the calendar adds."""

from datetime import date
from enum import StrEnum

from hub.policy.facts import LicenseFacts
from hub.policy.terms import LicenseStatus


class LicenseState(StrEnum):
    """Where a license stands on a day."""

    NOT_YET_VALID = "NOT_YET_VALID"
    IN_FORCE = "IN_FORCE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    ANNULLED = "ANNULLED"
    REVOKED = "REVOKED"
    CANCELLED = "CANCELLED"


def state_of(shown: LicenseFacts, today: date) -> LicenseState:
    """Return the state on a day; an end outranks a suspension, and that a first day to come."""
    if shown.status.ended:
        return LicenseState(shown.status.value)
    if shown.end(today) is not None:
        return LicenseState.EXPIRED
    if shown.status is LicenseStatus.SUSPENDED:
        return LicenseState.SUSPENDED
    if shown.valid_from is not None and today < shown.valid_from:
        return LicenseState.NOT_YET_VALID
    return LicenseState.IN_FORCE
