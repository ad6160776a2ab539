"""What is asked of oversight, as plain data."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.authorizations.oversight.terms import OversightKind


class AssignOversight(msgspec.Struct, frozen=True, kw_only=True):
    """Who shall oversee which sector and region, on what, until when."""

    organization: str
    kind: OversightKind
    reference: str
    sector: str | None = None
    region: str
    license: UUID | None = None
    named: tuple[str, ...] = ()
    until: datetime


class EndOversight(msgspec.Struct, frozen=True):
    """An assignment to be ended at once."""

    assignment: UUID
