"""The words of oversight."""

from enum import StrEnum


class OversightKind(StrEnum):
    """What an oversight rests on."""

    ORDER = "ORDER"
    FINDING = "FINDING"
    OBJECTION = "OBJECTION"
