"""What a holder wishes of a grant, as plain data."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.authorizations.grants.terms import Right
from hub.authorizations.wishes import LicenseKey


class GrantUse(msgspec.Struct, frozen=True, kw_only=True):
    """Let one organization or one person use fields of a license for a time."""

    license: LicenseKey
    fields: tuple[str, ...]
    right: Right = Right.VIEW
    organization: str | None = None
    person: UUID | None = None
    valid_from: datetime | None = None
    valid_until: datetime
    max_uses: int | None = None
    cause: str


class WithdrawGrant(msgspec.Struct, frozen=True):
    """End a grant at once."""

    holder_key: UUID
    grant_id: UUID
