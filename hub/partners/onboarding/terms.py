"""The words of onboarding."""

from enum import StrEnum


class PartnerState(StrEnum):
    """Where an enterprise stands on its way to being a partner, and after."""

    APPLIED = "APPLIED"
    ACTIVE = "ACTIVE"
    REFUSED = "REFUSED"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"


STANDING = frozenset({PartnerState.APPLIED, PartnerState.ACTIVE, PartnerState.SUSPENDED})
"""While one of these stands, the enterprise does not apply again."""
