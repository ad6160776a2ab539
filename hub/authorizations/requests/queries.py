"""Read the access requests that concern the caller's organization."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.told import all_told, one_told
from hub.authorizations.requests.refusals import RequestNotFound
from hub.authorizations.requests.terms import RequestState
from hub.policy.terms import Form

_OF_PARTY = """
SELECT to_jsonb(r) AS told FROM access_request r JOIN catalog_entry e ON e.id = r.entry_id
WHERE (r.organization_id = $1 OR e.owner_id = ANY ($2)
    OR EXISTS (SELECT FROM organization WHERE id = $1 AND kind IN ('DATA_CENTER', 'SUPERVISOR')))
"""
REQUESTS = f"""{_OF_PARTY}
    AND (NOT $4::bool OR (r.state = 'SUBMITTED' AND r.answer_due < $5))
ORDER BY r.id DESC LIMIT $3
"""
REQUEST = f"{_OF_PARTY} AND r.id = $3"


class RequestFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An access request as those concerned may know it."""

    id: UUID
    organization_id: int
    entry_id: int
    scenario_code: str
    matters: list[str]
    asked: list[str]
    over_asked: list[str]
    purpose: str
    legal_basis: str
    valid_from: datetime
    valid_until: datetime
    quota: int | None
    used: int
    waiver_fields: list[str]
    waiver_basis: str | None
    countersigned_at: datetime | None
    state: RequestState
    forms: dict[str, Form]
    reason: str | None
    requested_at: datetime
    answer_due: datetime
    answered_at: datetime | None


async def requests_of(call: Call, first: int, *, overdue: bool = False) -> list[RequestFacts]:
    """Return the newest requests by, or to, the caller's organization; all to the supervisor.

    An overdue one has waited for its answer past the term.
    """
    acting = call.caller.organization
    if acting is None:
        return []
    line = list(call.caller.issuer_organizations)
    return await all_told(
        call, RequestFacts, REQUESTS, acting.id, line, first, overdue, call.moment
    )


async def request_of(call: Call, request_id: UUID) -> RequestFacts:
    """Return one request that concerns the caller's organization.

    Raises: RequestNotFound.
    """
    acting = call.caller.organization
    if acting is None:
        raise RequestNotFound
    line = list(call.caller.issuer_organizations)
    told = await one_told(call, RequestFacts, REQUEST, acting.id, line, request_id)
    if told is None:
        raise RequestNotFound
    return told
