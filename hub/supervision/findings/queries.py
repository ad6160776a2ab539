"""Read findings and the records that they rest on: each within one's scope, and the own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.told import all_told, one_told
from hub.db.ids import FIRST_ID
from hub.identity.directory import Directory
from hub.supervision.findings.grounds import BY_CODE
from hub.supervision.findings.refusals import FindingNotFound
from hub.supervision.findings.rules import numbered, terms
from hub.supervision.refusals import SupervisionReserved
from hub.supervision.scope import seen_by
from hub.supervision.terms import RecordKind
from hub.supervision.working_time import WorkingTime

FINDINGS: Final = """
SELECT to_jsonb(f) AS told FROM finding f
WHERE f.organization_id = ANY ($1) AND ($2::text IS NULL OR f.ground = $2)
    AND ($3::bool IS NULL OR (f.closed_at IS NULL) = $3) AND ($4::uuid IS NULL OR f.id < $4)
ORDER BY f.id DESC LIMIT $5
"""
FINDING: Final = """
SELECT to_jsonb(f) AS told FROM finding f WHERE f.organization_id = ANY ($1) AND f.id = $2
"""
_GIVEN: Final = 4
RECORDS: Final = """
SELECT kind, owner_key, key, code, since FROM ({cause}) r
WHERE organization_id = ANY ($1) AND subject = $2
    AND (key > $3::uuid OR (key IS NULL AND $3 = '{first}'))
ORDER BY key, code LIMIT $4
"""


class FindingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as it is shown."""

    id: UUID
    number: str
    ground: str
    organization_id: int
    subject: str
    since: datetime
    facts: dict[str, Any]
    opened_at: datetime
    closed_at: datetime | None


class FindingRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a finding rests on: its keys, and a code that everybody may know."""

    kind: RecordKind
    owner_key: UUID | None
    key: UUID | None
    code: str
    since: datetime


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """Which findings are asked for."""

    organization: str | None = None
    ground: str | None = None
    open: bool | None = None


def organizations_seen(call: Call, directory: Directory, named: str | None = None) -> Sequence[int]:
    """Return the organizations that a caller may see, or the one that is named of them.

    Raises: SupervisionReserved.
    """
    seen = [one for one in seen_by(call.caller, directory) if named in (None, one.code)]
    if not seen:
        raise SupervisionReserved
    return [one.id for one in seen]


async def findings_of(
    call: Call, directory: Directory, sought: Sought, first: int, after: UUID | None = None
) -> list[FindingFacts]:
    """Return findings within the caller's scope, the newest first (art. 28).

    Raises: SupervisionReserved.
    """
    seen = organizations_seen(call, directory, sought.organization)
    asked = (seen, sought.ground, sought.open, after, first)
    return await all_told(call, FindingFacts, FINDINGS, *asked)


async def finding_of(call: Call, directory: Directory, finding_id: UUID) -> FindingFacts:
    """Return one finding within the caller's scope.

    Raises: FindingNotFound.
    """
    seen = [one.id for one in seen_by(call.caller, directory)]
    found = await one_told(call, FindingFacts, FINDING, seen, finding_id)
    if found is None:
        raise FindingNotFound
    return found


async def records_of(
    call: Call, directory: Directory, finding: FindingFacts, first: int, after: UUID | None = None
) -> list[FindingRecord]:
    """Return the records that a finding rests on now; of a closed one, none (art. 28)."""
    if finding.closed_at is not None:
        return []
    ground = BY_CODE[finding.ground]
    named = terms(ground, call.moment, WorkingTime())
    cause = numbered(ground.cause, named, _GIVEN)
    line = [finding.organization_id, *directory.predecessors(finding.organization_id)]
    asked = (line, finding.subject, after or FIRST_ID, first, *named.values())
    async with call.read() as connection:
        rows = await connection.fetch(RECORDS.format(cause=cause, first=FIRST_ID), *asked)
    return [msgspec.convert(dict(row), FindingRecord) for row in rows]
