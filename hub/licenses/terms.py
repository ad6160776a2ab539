"""The closed vocabularies of licenses: origin, events, and what registers say of holders."""

from enum import StrEnum


class Origin(StrEnum):
    """How a license came into being: born digital, taken over from stock, or digitized paper."""

    BORN_DIGITAL = "BORN_DIGITAL"
    STOCK = "STOCK"
    PAPER = "PAPER"


class Answer(StrEnum):
    """Whether a reference register knows a holder's code by the name with it (art. 23)."""

    MATCH = "MATCH"
    MISMATCH = "MISMATCH"
    UNKNOWN = "UNKNOWN"


class LicenseEvent(StrEnum):
    """What made a new version in a license's chain (art. 10)."""

    ISSUED = "ISSUED"
    CHANGED = "CHANGED"
    RENEWED = "RENEWED"
    SUSPENDED = "SUSPENDED"
    RESUMED = "RESUMED"
    INSPECTED = "INSPECTED"
    ANNULLED = "ANNULLED"
    REVOKED = "REVOKED"
    CANCELLED = "CANCELLED"


NEW_VERSIONS = frozenset({LicenseEvent.ISSUED, LicenseEvent.CHANGED, LicenseEvent.RENEWED})
"""Events that come with a content of their own; the others leave the content as it is."""
