"""The caller as plain data: who asks, in which office, standing for whom."""

from datetime import date
from uuid import UUID

import msgspec

from hub.identity.terms import RepresentationKind, Role


class ActingFor(msgspec.Struct, frozen=True):
    """The organization in whose office, or as whose client, a caller acts."""

    id: int
    code: str


class Represented(msgspec.Struct, frozen=True):
    """A holder for whom the caller stands; a guardianship ends before its day `until`."""

    holder_key: UUID
    kind: RepresentationKind
    until: date | None = None


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks; true as long as the account's and the reference tables' epochs are these."""

    account_id: UUID | None = None
    name: str = ""
    assurance: int = 0
    organization: ActingFor | None = None
    roles: frozenset[Role] = frozenset()
    client: bool = False
    holder_key: UUID | None = None
    represents: tuple[Represented, ...] = ()
    issuer_organizations: tuple[int, ...] = ()
    """The organization acted for, and every one whose succession leads to it (art. 12)."""
    epoch: int = 0
    reference_epoch: int = 0
    token_hash: bytes | None = None
    told: bool = False
    """Whether the hub tells by itself what nobody asked: no budget is spent, no try is noted."""

    @property
    def companies(self) -> tuple[UUID, ...]:
        """Return the legal persons for which the caller acts as their agent."""
        agent = RepresentationKind.AGENT
        return tuple(one.holder_key for one in self.represents if one.kind is agent)

    def __repr__(self) -> str:
        """Return no name: what is printed may be logged."""
        return f"Caller({self.account_id})"


ANONYMOUS = Caller()
"""Whoever brings no token."""
