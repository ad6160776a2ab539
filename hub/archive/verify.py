"""Verify an archival copy by its number and its digest, for anybody (核验, art. 19, 24)."""

from datetime import date, datetime
from typing import Final

import msgspec

from hub.archive.downloads import note
from hub.archive.queries import COPY_COLUMNS, CopyFacts
from hub.archive.refusals import CopyNotVerified
from hub.archive.rules import number_valid
from hub.audit.call import Call
from hub.policy.states import LicenseState, state_of
from hub.reading.read import Reading
from hub.reading.verify import digest_bytes

_FOUND: Final = f"""
SELECT {COPY_COLUMNS} FROM archival_copy WHERE number = $1 AND digest = $2
"""  # noqa: S608 - put together from constants
_CURRENT: Final = """
SELECT v.version = l.version FROM license l
JOIN license_version v ON v.holder_key = l.holder_key AND v.license_id = l.id
WHERE l.holder_key = $1 AND l.id = $2 AND v.sequence = $3
"""


class VerifiedCopy(msgspec.Struct, frozen=True, kw_only=True):
    """What a verifier learns of a copy: nothing of what it shows."""

    number: str
    made_at: datetime
    expires_on: date
    expired: bool
    organization_id: int | None
    """Who took it, where that is an organization; a person is not named."""
    state: LicenseState
    current: bool


async def verify_copy(reading: Reading, call: Call, number: str, digest: str) -> VerifiedCopy:
    """Tell whether a file is a copy that the hub made, and where its license stands.

    Raises: DigestInvalid, CopyNotVerified.
    """
    call.usage.decided = True
    wanted = digest_bytes(digest)
    await reading.ready_catalog(call)
    reading.limit(call, ())
    async with call.read() as connection:
        row = await connection.fetchrow(_FOUND, number, wanted) if number_valid(number) else None
        if row is None:
            raise CopyNotVerified
        copy = msgspec.convert(dict(row), CopyFacts)
        license_ = await note(call, reading, connection, copy)
        keys = copy.holder_key, copy.license_id, copy.sequence
        current = await connection.fetchval(_CURRENT, *keys)
    return VerifiedCopy(
        number=copy.number,
        made_at=copy.made_at,
        expires_on=copy.expires_on,
        expired=copy.expires_on < call.today,
        organization_id=copy.organization_id,
        state=state_of(license_, call.today),
        current=current,
    )
