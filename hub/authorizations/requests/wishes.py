"""What is asked of access requests, as plain data."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from hub.policy.terms import Form


class AskedWaiver(msgspec.Struct, frozen=True):
    """Fields for which consent shall be waived, and the law that lifts it."""

    fields: tuple[str, ...]
    legal_basis: str


class RequestAccess(msgspec.Struct, frozen=True, kw_only=True):
    """Fields of an entry for the matters of a scenario, on a legal basis, for a time."""

    scenario: str
    matters: tuple[str, ...]
    entry: str
    fields: tuple[str, ...]
    purpose: str
    legal_basis: str
    valid_from: datetime | None = None
    valid_until: datetime
    quota: int | None = None
    waiver: AskedWaiver | None = None


class ApproveRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What of a request is approved: each field full or masked, and narrower terms if any."""

    request: UUID
    forms: Mapping[str, Form]
    quota: int | None = None
    valid_until: datetime | None = None


class AnswerRequest(msgspec.Struct, frozen=True):
    """A request, and why it is refused, suspended or ended."""

    request: UUID
    reason: str


class NameRequest(msgspec.Struct, frozen=True):
    """A request to be resumed or countersigned."""

    request: UUID
