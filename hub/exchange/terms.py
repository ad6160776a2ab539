"""The closed vocabularies of exchange."""

from enum import StrEnum


class PeerKind(StrEnum):
    """What a peer is, and so what it is told."""

    NATIONAL = "NATIONAL"
    CREDIT = "CREDIT"
    PARTNER = "PARTNER"


class PeerState(StrEnum):
    """Whether a peer is sent anything; what happens meanwhile waits for a paused one."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    ENDED = "ENDED"


class DirectoryEvent(StrEnum):
    """What happened to an entry, or to what a peer should have, beside what licenses go through."""

    ENTRY_PUBLISHED = "ENTRY_PUBLISHED"
    ENTRY_WITHDRAWN = "ENTRY_WITHDRAWN"
    ENTRY_REVISED = "ENTRY_REVISED"
    RESTATED = "RESTATED"
    REMOVED = "REMOVED"


class DeliveryState(StrEnum):
    """Where an event stands on its way to a peer."""

    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    WITHHELD = "WITHHELD"
    DEAD = "DEAD"


class Outcome(StrEnum):
    """What a peer says of one event in its receipt."""

    ACCEPTED = "ACCEPTED"
    LATER = "LATER"
    REFUSED = "REFUSED"


class DifferenceKind(StrEnum):
    """In what a peer differs from the hub about one license."""

    MISSING = "MISSING"
    STALE = "STALE"
    UNKNOWN = "UNKNOWN"
