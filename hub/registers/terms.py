"""What a reference register answers about a holder, and which registers there are (art. 23)."""

from enum import StrEnum


class Answer(StrEnum):
    """Whether a register knows a code by the name that goes with it."""

    MATCH = "MATCH"
    MISMATCH = "MISMATCH"
    UNKNOWN = "UNKNOWN"


class Register(StrEnum):
    """The reference registers that holders are checked against."""

    POPULATION = "POPULATION"
    LEGAL_ENTITY = "LEGAL_ENTITY"


Holder = tuple[str, str, str]
"""Code type, code and name."""
