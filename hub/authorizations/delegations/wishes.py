"""What somebody wishes of a delegation, as plain data."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.authorizations.wishes import LicenseKey


class DelegationKey(msgspec.Struct, frozen=True):
    """A delegation by the key under which it lies."""

    holder_key: UUID
    delegation_id: UUID


class DelegateUse(msgspec.Struct, frozen=True, kw_only=True):
    """Let one person or one company use fields of a license in one matter and window."""

    license: LicenseKey
    parent: DelegationKey | None = None
    """The delegation that is passed on, where a delegate gives."""
    fields: tuple[str, ...]
    matter: str
    person: UUID | None = None
    company: str | None = None
    valid_from: datetime | None = None
    valid_until: datetime
    cause: str


class ApproveDelegation(msgspec.Struct, frozen=True):
    """Approve within a company that it delegates."""

    delegation: DelegationKey


class EndDelegation(msgspec.Struct, frozen=True):
    """End a delegation at once, and whatever is built on it."""

    delegation: DelegationKey
