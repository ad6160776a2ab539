"""What a caller wishes of the catalog, as plain data."""

import msgspec

from hub.policy.entry import Entry, Exemption


class DraftEntry(msgspec.Struct, frozen=True):
    """A new entry as its owner would have it."""

    body: Entry


class ReviseEntry(msgspec.Struct, frozen=True):
    """What an entry is to say; its code tells which."""

    body: Entry


class DeclareExemption(msgspec.Struct, frozen=True):
    """What is no longer to be shared: a field, or without one the whole entry."""

    code: str
    exemption: Exemption
    field: str | None = None


class SubmitEntry(msgspec.Struct, frozen=True):
    """The draft to be reviewed."""

    code: str
    number: int


class AcceptEntry(msgspec.Struct, frozen=True):
    """The revision to come in force, with the digest of what the reviewer read."""

    code: str
    number: int
    digest: str
    widening_basis: str | None = None


class NameEntry(msgspec.Struct, frozen=True):
    """The entry to be published, withdrawn or retired."""

    code: str
