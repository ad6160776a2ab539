"""Read the delegations that a caller is a party to."""

from uuid import UUID

from hub.audit.call import Call
from hub.audit.told import all_told, one_told
from hub.authorizations.delegations.facts import DelegationFacts
from hub.authorizations.delegations.refusals import DelegationNotFound

# Who is a party to a delegation is one to whatever is built on it.
_OF_PARTY = """
WITH RECURSIVE built (holder_key, id) AS (
    SELECT holder_key, id FROM delegation
    WHERE holder_key = ANY ($1) OR delegate_holder = ANY ($1) OR delegate_account = $2
    UNION
    SELECT d.holder_key, d.id FROM delegation d
    JOIN built ON d.holder_key = built.holder_key AND d.parent_id = built.id
)
SELECT to_jsonb(delegation) AS told FROM delegation JOIN built USING (holder_key, id)
"""
DELEGATIONS = f"{_OF_PARTY} ORDER BY id DESC LIMIT $3"
DELEGATION = f"{_OF_PARTY} WHERE holder_key = $3 AND id = $4"


async def delegations_of(call: Call, first: int) -> list[DelegationFacts]:
    """Return the delegations that concern the caller, the newest first."""
    return await all_told(call, DelegationFacts, DELEGATIONS, *_party(call), first)


async def delegation_of(call: Call, holder_key: UUID, delegation_id: UUID) -> DelegationFacts:
    """Return one delegation that concerns the caller.

    Raises: DelegationNotFound.
    """
    told = await one_told(
        call, DelegationFacts, DELEGATION, *_party(call), holder_key, delegation_id
    )
    if told is None:
        raise DelegationNotFound
    return told


def _party(call: Call) -> tuple[tuple[UUID, ...], UUID | None]:
    return call.own_keys, call.caller.account_id
