"""What is wished of an application's documents, as plain data."""

import msgspec


class RegisterDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """Documents for an application to ask with; what is wrong with any was told before."""

    client: str
    documents: tuple[str, ...]


class WithdrawDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document that an application asks with no more."""

    client: str
    sha256: str


class RestrictClient(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an application asks with its registered documents alone."""

    client: str
    restricted: bool
