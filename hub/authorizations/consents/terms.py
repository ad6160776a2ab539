"""The words of consents."""

from enum import StrEnum


class ConsentState(StrEnum):
    """What a holder has answered; what has run out is told by the clock."""

    ASKED = "ASKED"
    GIVEN = "GIVEN"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
