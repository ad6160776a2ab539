"""The words of holders' endings."""

from enum import StrEnum


class EndingKind(StrEnum):
    """How a holder ends."""

    DEATH = "DEATH"
    DISSOLUTION = "DISSOLUTION"
