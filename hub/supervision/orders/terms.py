"""The words of rectification orders."""

from enum import StrEnum


class OrderState(StrEnum):
    """Where a rectification order stands."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    RETURNED = "RETURNED"
    OVERDUE = "OVERDUE"
    CLOSED = "CLOSED"


class OrderStep(StrEnum):
    """What was done about a rectification order."""

    OPENED = "OPENED"
    ANSWERED = "ANSWERED"
    RETURNED = "RETURNED"
    CLOSED = "CLOSED"


class Side(StrEnum):
    """On which side of an order somebody stands."""

    ORDERING = "ORDERING"
    ORDERED = "ORDERED"
