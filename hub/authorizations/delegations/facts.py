"""A delegation, what is to become one, and who acts upon it, as plain data."""

from datetime import datetime
from uuid import UUID

import msgspec


class DelegationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A delegation as its parties may know it."""

    holder_key: UUID
    id: UUID
    parent_id: UUID | None
    depth: int
    given_by: UUID
    owner_key: UUID
    license_id: UUID
    sequence: int
    ordinal: int
    fields: frozenset[str]
    matter: str
    delegate_account: UUID | None
    delegate_holder: UUID | None
    valid_from: datetime
    valid_until: datetime
    cause: str
    given_at: datetime
    company: UUID | None
    approved_at: datetime | None
    ended_at: datetime | None


class Offer(msgspec.Struct, frozen=True):
    """What somebody would delegate."""

    license_id: UUID
    fields: frozenset[str]
    matter: str
    valid_from: datetime
    valid_until: datetime


class Party(msgspec.Struct, frozen=True):
    """Who acts: a person, the holders whom that person is or stands for, and the companies."""

    account: UUID | None
    keys: frozenset[UUID] = frozenset()
    companies: frozenset[UUID] = frozenset()
    """The legal persons among the holders: for them an agent acts."""


class Delegate(msgspec.Struct, frozen=True):
    """To whom something is delegated: a person's account, or a company without one."""

    account: UUID | None
    holder_key: UUID | None
    """The key of the company; of a person, if the person is known as a holder."""

    @property
    def company(self) -> UUID | None:
        """Return the key of the company, where it is one."""
        return self.holder_key if self.account is None else None
