"""What is asked of offices, as plain data."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.identity.terms import Role


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody without an account: the subject to the administrator's own issuer, and a name."""

    subject: str
    name: str


class HoldOffice(msgspec.Struct, frozen=True, kw_only=True):
    """An office from now on, for a person who is known or for a newcomer."""

    organization: str
    role: Role
    person: UUID | None = None
    newcomer: Newcomer | None = None
    until: datetime | None = None


class LeaveOffice(msgspec.Struct, frozen=True):
    """An office to be ended at once."""

    office: UUID
