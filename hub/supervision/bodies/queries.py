"""Read the body and the officers of the organization that the caller acts for."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call

OFFICERS = """
SELECT account_id, since FROM officer WHERE organization_id = $1 AND until IS NULL
ORDER BY since, account_id
"""


class OfficerFacts(msgspec.Struct, frozen=True):
    """An officer by account, and since when."""

    account_id: UUID
    since: datetime


async def officers_of(call: Call, organization_id: int) -> list[OfficerFacts]:
    """Return the officers of an organization (专门人员, art. 26)."""
    async with call.read() as connection:
        rows = await connection.fetch(OFFICERS, organization_id)
    return [OfficerFacts(row["account_id"], row["since"]) for row in rows]
