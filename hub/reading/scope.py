"""What a reader asks for: which licenses (a scope), which of their cells (wanted), which page."""

from datetime import date
from uuid import UUID

import msgspec

from hub.policy.terms import Basis


class ByIdentifier(msgspec.Struct, frozen=True):
    """The license that an exact identifier locates."""

    identifier: str


class ById(msgspec.Struct, frozen=True):
    """The license behind a global id."""

    holder_key: UUID
    license_id: UUID


class Among(msgspec.Struct, frozen=True):
    """The licenses that some global ids and some identifiers name, each of them once."""

    holder_keys: tuple[UUID, ...] = ()
    license_ids: tuple[UUID, ...] = ()
    identifiers: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Return how many licenses are named."""
        return len(self.license_ids) + len(self.identifiers)


class Issuance(msgspec.Struct, frozen=True):
    """Licenses that the caller's organization issued or succeeded to."""


class Holdings(msgspec.Struct, frozen=True):
    """Licenses that the caller holds, or stands for the holder of."""


class UnderGrant(msgspec.Struct, frozen=True):
    """The license that one grant to the caller names."""

    holder_key: UUID
    grant_id: UUID


class UnderRequest(msgspec.Struct, frozen=True):
    """Licenses whose holders consented to one access request for the stated case."""

    request_id: UUID


class UnderScenario(msgspec.Struct, frozen=True):
    """Licenses whose holders consented to any request of one scenario for the stated case."""

    code: str


class Register(msgspec.Struct, frozen=True):
    """Licenses in the public register that match a search."""

    search: str | None = None
    region: str | None = None
    identifier: str | None = None


Scope = (
    ByIdentifier
    | ById
    | Among
    | Issuance
    | Holdings
    | UnderGrant
    | UnderRequest
    | UnderScenario
    | Register
)

BASIS_OF_SCOPE: dict[type[Scope], Basis] = {
    Issuance: Basis.ISSUER,
    Holdings: Basis.HOLDER,
    UnderGrant: Basis.GRANT,
    UnderRequest: Basis.REQUEST,
    UnderScenario: Basis.REQUEST,
    Register: Basis.PUBLIC,
}
"""The basis whose granted fields may be used to filter within a scope."""


class Span(msgspec.Struct, frozen=True):
    """A range of days, both ends included."""

    first: date | None = None
    last: date | None = None


class Filter(msgspec.Struct, frozen=True):
    """A condition on one field: an exact value, or a range of days."""

    key: str
    equals: str | None = None
    span: Span | None = None


class Page(msgspec.Struct, frozen=True):
    """A piece of a list: so many after, or before, the license with an id."""

    size: int
    after: UUID | None = None
    before: UUID | None = None
    backward: bool = False


class Wanted(msgspec.Struct, frozen=True):
    """What of each license is asked for; no keys at all means every field."""

    keys: frozenset[str] | None = None
    of_entries: frozenset[tuple[str, str]] = frozenset()
    """Fields asked for of the licenses of one entry alone: the entry's code, and the key."""
    history: bool = False
    values: bool = True  # False explains the decisions and leaves every cell in the database
    images: bool = False  # True follows a link; otherwise an image is told of by a link

    def asks(self, entry: str, key: str) -> bool:
        """Tell whether a field of the licenses of an entry is asked for."""
        return self.keys is None or key in self.keys or (entry, key) in self.of_entries

    @property
    def named(self) -> frozenset[str]:
        """Return every key that is named, whatever the entry."""
        return (self.keys or frozenset()).union(key for _, key in self.of_entries)


class Query(msgspec.Struct, frozen=True):
    """One decided read."""

    scope: Scope
    wanted: Wanted = Wanted()
    entry: str | None = None
    filters: tuple[Filter, ...] = ()
    page: Page = Page(1)
    download: bool = False  # True takes a file away: only what allows that counts
