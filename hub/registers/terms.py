"""Which reference registers there are, and what one is asked about (art. 23)."""

from enum import StrEnum


class Register(StrEnum):
    """The reference registers that holders are checked against."""

    POPULATION = "POPULATION"
    LEGAL_ENTITY = "LEGAL_ENTITY"


Holder = tuple[str, str, str]
"""Code type, code and name."""
