"""Look into the register of seals: anybody may, for whoever verifies needs it (art. 24)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from hub.audit.call import Call

_COLUMNS: Final = """id, number, organization_id, name_zh, certificate, valid_from, valid_until,
    registered_at, revoked_at, revoked_for"""
_SEALS: Final = f"""
SELECT {_COLUMNS} FROM seal WHERE organization_id = $1 ORDER BY registered_at DESC, id LIMIT 100
"""  # noqa: S608 - put together from constants
_NUMBERED: Final = f"SELECT {_COLUMNS} FROM seal WHERE number = ANY ($1)"  # noqa: S608 - the same
_ROOTS: Final = "SELECT certificate FROM seal_root ORDER BY trusted_from"


class SealFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A seal as everybody may know it."""

    id: UUID
    number: str
    organization_id: int
    name_zh: str
    certificate: bytes
    valid_from: datetime
    valid_until: datetime
    registered_at: datetime
    revoked_at: datetime | None
    revoked_for: str | None


async def seals_of(call: Call, organization_id: int) -> list[SealFacts]:
    """Return the seals of an organization, the newest first."""
    async with call.read() as connection:
        rows = await connection.fetch(_SEALS, organization_id)
    return [msgspec.convert(dict(row), SealFacts) for row in rows]


async def seals_numbered(call: Call, numbers: Sequence[str]) -> list[SealFacts]:
    """Return the seals of some numbers."""
    async with call.read() as connection:
        rows = await connection.fetch(_NUMBERED, numbers)
    return [msgspec.convert(dict(row), SealFacts) for row in rows]


async def roots(call: Call) -> list[bytes]:
    """Return the certificates of every authority that is trusted."""
    async with call.read() as connection:
        return [row["certificate"] for row in await connection.fetch(_ROOTS)]
