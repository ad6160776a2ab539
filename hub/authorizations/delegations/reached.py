"""Find the licenses that delegations to the caller reach in one matter (委托用证, art. 15(2))."""

from uuid import UUID

from hub.audit.call import Call

MOST_DELEGATED = 100

REACHED = """
SELECT DISTINCT owner_key, license_id FROM delegation
WHERE holder_key = $1 AND matter = $2
    AND (delegate_account = $3 OR delegate_holder = ANY ($4))
    AND approved_at <= $5 AND ended_at IS NULL
    AND valid_from <= $5 AND $5 < valid_until
ORDER BY license_id LIMIT $6
"""


async def delegated_licenses(call: Call, principal: UUID, matter: str) -> list[tuple[UUID, UUID]]:
    """Return the keys of the licenses that a holder delegated to the caller, running now.

    It says where to look; what may be seen there is decided by the read of each license.
    """
    who = (call.caller.account_id, call.caller.companies)
    async with call.read() as connection:
        rows = await connection.fetch(REACHED, principal, matter, *who, call.moment, MOST_DELEGATED)
    return [(row["owner_key"], row["license_id"]) for row in rows]
