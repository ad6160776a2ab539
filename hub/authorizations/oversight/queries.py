"""Read the oversight assigned to, or by, the caller's organization."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.told import all_told
from hub.authorizations.oversight.terms import OversightKind
from hub.identity.terms import Role

ASSIGNMENTS = """
SELECT to_jsonb(a) AS told FROM oversight_assignment a
WHERE (a.organization_id = $1
    OR EXISTS (SELECT FROM organization WHERE id = $1 AND kind IN ('DATA_CENTER', 'SUPERVISOR')))
    AND ($3::uuid IS NULL OR a.id = $3)
ORDER BY a.id DESC LIMIT $2
"""


class AssignmentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An assignment as overseers may know it."""

    id: UUID
    organization_id: int
    kind: OversightKind
    reference: str
    sector: str | None
    region: str
    named: list[str]
    since: datetime
    until: datetime
    ended_at: datetime | None


async def assignments_of(
    call: Call, first: int, assignment: UUID | None = None
) -> list[AssignmentFacts]:
    """Return the newest assignments, or one, to an overseer; all to the supervisor's."""
    acting = call.caller.organization
    if acting is None or Role.OVERSEER not in call.caller.roles:
        return []
    return await all_told(call, AssignmentFacts, ASSIGNMENTS, acting.id, first, assignment)
