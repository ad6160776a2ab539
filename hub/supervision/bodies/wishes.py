"""What is asked of designations, as plain data."""

from uuid import UUID

import msgspec


class DesignateBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body that an organization designates, and all its officers: who is left out is none."""

    organization: str
    body: str
    officers: tuple[UUID, ...]
