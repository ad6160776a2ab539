"""Presentations and offline passes as their parties may know them, as plain data."""

from datetime import datetime
from uuid import UUID

import msgspec


class PresentationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A presentation as its parties may know it."""

    holder_key: UUID
    id: UUID
    owner_key: UUID
    license_id: UUID
    fields: list[str]
    application: str
    delegation_id: UUID | None
    pass_id: UUID | None
    given_at: datetime
    expires_at: datetime
    redeemed_for: int | None
    scenario: str | None
    case_number: str | None
    cause: str | None
    redeemed_at: datetime | None
    valid_until: datetime | None
    ended_at: datetime | None


class PassFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An offline pass as its parties may know it."""

    holder_key: UUID
    id: UUID
    owner_key: UUID
    license_id: UUID
    fields: list[str]
    application: str
    delegation_id: UUID | None
    given_at: datetime
    valid_until: datetime
    ended_at: datetime | None
