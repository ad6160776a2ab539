"""The closed vocabularies of making licenses."""

from enum import StrEnum


class MakingState(StrEnum):
    """How far a version has come that is being made."""

    AWAITING = "AWAITING"
    """Other issuers have yet to confirm (art. 22)."""
    WRITTEN = "WRITTEN"
    """Written down, and about to be sealed."""
    DONE = "DONE"
    ABANDONED = "ABANDONED"


UNDER_WAY = frozenset({MakingState.AWAITING, MakingState.WRITTEN})
