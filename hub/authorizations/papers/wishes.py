"""What somebody reports of a demand for paper, as plain data."""

from uuid import UUID

import msgspec


class ReportPaperDemand(msgspec.Struct, frozen=True, kw_only=True):
    """That an organization demanded paper of a license which the hub has."""

    organization: str
    entry: str
    told: str
    matter: str | None = None
    case_number: str | None = None
    principal: UUID | None = None
    """The holder whose delegation for the matter the report rests on; none for an own license."""
