"""The words that all authorizations share."""

from enum import StrEnum


class AuthorizationKind(StrEnum):
    """The lawful ways by which something is authorized (art. 15, 17)."""

    REQUEST = "REQUEST"
    CONSENT = "CONSENT"
    GRANT = "GRANT"
    DELEGATION = "DELEGATION"
    PRESENTATION = "PRESENTATION"


class AuthorizationState(StrEnum):
    """Where an authorization stands."""

    ASKED = "ASKED"  # waits for an answer
    WAITING = "WAITING"  # given, and not yet running
    RUNNING = "RUNNING"
    SUSPENDED = "SUSPENDED"
    USED_UP = "USED_UP"
    EXPIRED = "EXPIRED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"  # ended by whoever gave it, or by what it was built on
