"""Read the grants that a caller is a party to."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.authorizations.grants.terms import Right

GRANTS = """
SELECT to_jsonb(use_grant) AS told FROM use_grant
WHERE holder_key = ANY ($1) OR grantee_account = $2 OR grantee_organization = $3
ORDER BY id DESC LIMIT $4
"""


class GrantFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A grant as its parties may know it."""

    holder_key: UUID
    id: UUID
    owner_key: UUID
    license_id: UUID
    fields: list[str]
    grant_right: Right
    grantee_organization: int | None
    valid_from: datetime
    valid_until: datetime
    max_uses: int | None
    used: int
    cause: str
    given_at: datetime
    withdrawn_at: datetime | None


async def grants_of(call: Call, first: int) -> list[GrantFacts]:
    """Return the grants that the caller gave as a holder, or was given, the newest first."""
    caller = call.caller
    office = caller.organization and caller.organization.id
    async with call.read() as connection:
        rows = await connection.fetch(GRANTS, call.own_keys, caller.account_id, office, first)
    return [msgspec.convert(row["told"], GrantFacts) for row in rows]
