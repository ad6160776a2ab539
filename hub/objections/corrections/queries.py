"""Read the corrections that an organization or a person is told of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.objections.corrections.refusals import CorrectionNotFound

_MINE: Final = """
SELECT holder_key, id, license_id, entry_id, fields, organization_id, made_at, acknowledged_at
FROM correction
WHERE (organization_id = ANY ($1::int[]) OR account_id = $2 AND $3)
"""
_PAGE: Final = f"""{_MINE} AND (NOT $4 OR acknowledged_at IS NULL)
    AND ($5::uuid IS NULL OR id < $5) ORDER BY id DESC LIMIT $6"""
_ONE: Final = f"{_MINE} AND holder_key = $4 AND id = $5"


class CorrectionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A correction as its recipient is told of it: which fields, and no value."""

    holder_key: UUID
    id: UUID
    license_id: UUID
    entry_id: int
    fields: list[str]
    organization_id: int | None
    made_at: datetime
    acknowledged_at: datetime | None


async def corrections_of(
    call: Call, *, pending: bool, first: int, after: UUID | None = None
) -> Sequence[CorrectionFacts]:
    """Return the corrections of what the caller's organization or person received, newest first."""
    async with call.read() as connection:
        rows = await connection.fetch(_PAGE, *_who(call), pending, after, first)
    return [msgspec.convert(dict(row), CorrectionFacts) for row in rows]


async def correction_of(call: Call, holder_key: UUID, correction_id: UUID) -> CorrectionFacts:
    """Return one correction to its recipient.

    Raises: CorrectionNotFound.
    """
    async with call.read() as connection:
        row = await connection.fetchrow(_ONE, *_who(call), holder_key, correction_id)
    if row is None:
        raise CorrectionNotFound
    return msgspec.convert(dict(row), CorrectionFacts)


def _who(call: Call) -> tuple[object, ...]:
    """Return for whom the caller asks: an organization and those it succeeded, or a person."""
    caller = call.caller
    return list(caller.issuer_organizations), caller.account_id, caller.organization is None
