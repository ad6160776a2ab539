"""The words of access requests."""

from enum import StrEnum


class RequestState(StrEnum):
    """Where an access request stands."""

    SUBMITTED = "SUBMITTED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"
