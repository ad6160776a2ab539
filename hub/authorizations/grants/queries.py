"""Read the grants that a caller is a party to."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.told import all_told, one_told
from hub.authorizations.grants.refusals import GrantNotFound
from hub.authorizations.grants.terms import Right

_OF_PARTY = """
SELECT to_jsonb(use_grant) || jsonb_build_object('entry_id', (
    SELECT entry_id FROM license WHERE license.holder_key = use_grant.owner_key
        AND license.id = use_grant.license_id)) AS told
FROM use_grant
WHERE (holder_key = ANY ($1) OR grantee_account = $2 OR grantee_organization = $3)
"""
GRANTS = f"{_OF_PARTY} ORDER BY id DESC LIMIT $4"
GRANT = f"{_OF_PARTY} AND holder_key = $4 AND id = $5"


class GrantFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A grant as its parties may know it."""

    holder_key: UUID
    id: UUID
    owner_key: UUID
    license_id: UUID
    entry_id: int
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
    return await all_told(call, GrantFacts, GRANTS, *_party(call), first)


async def grant_of(call: Call, holder_key: UUID, grant_id: UUID) -> GrantFacts:
    """Return one grant to which the caller is a party.

    Raises: GrantNotFound.
    """
    told = await one_told(call, GrantFacts, GRANT, *_party(call), holder_key, grant_id)
    if told is None:
        raise GrantNotFound
    return told


def _party(call: Call) -> tuple[tuple[UUID, ...], UUID | None, int | None]:
    office = call.caller.organization
    return call.own_keys, call.caller.account_id, office.id if office else None
