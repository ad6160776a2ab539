"""Read reports of paper demands: the holder's own, and an organization's without any holder."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.authorizations.papers.rules import permit_reading, without_numbers
from hub.identity.directory import Directory
from hub.identity.refusals import OrganizationUnknown

OWN = """
SELECT id, organization_id, matter, entry_id, case_number, told, reported_at, license_id,
    (SELECT owner_key FROM license_holder
        WHERE holder_key = paper_demand.holder_key AND license_id = paper_demand.license_id)
FROM paper_demand WHERE holder_key = ANY ($1) ORDER BY id DESC LIMIT $2
"""
AGAINST = """
SELECT id, organization_id, matter, entry_id, case_number, told, reported_at FROM paper_demand
WHERE organization_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
"""
COUNTS = """
SELECT entry_id, matter, count(*) AS count FROM paper_demand
WHERE organization_id = $1 GROUP BY entry_id, matter ORDER BY count DESC, entry_id, matter
"""


class DemandFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A report; without the license for everybody but the holder."""

    id: UUID
    organization_id: int
    matter: str | None
    entry_id: int
    case_number: str | None
    told: str
    reported_at: datetime
    license_id: UUID | None = None
    owner_key: UUID | None = None


class DemandCount(msgspec.Struct, frozen=True):
    """How many reports there are of one entry in one matter."""

    entry_id: int
    matter: str | None
    count: int


class Demands(msgspec.Struct, frozen=True):
    """What is reported of one organization: counts, and a page of the newest."""

    counts: list[DemandCount]
    reports: list[DemandFacts]


async def own_demands(call: Call, first: int) -> list[DemandFacts]:
    """Return the newest reports that concern the caller's own licenses."""
    async with call.read() as connection:
        rows = await connection.fetch(OWN, call.own_keys, first)
    return [msgspec.convert(dict(row), DemandFacts) for row in rows]


async def demands_against(
    call: Call, directory: Directory, code: str, first: int, after: UUID | None = None
) -> Demands:
    """Return what is reported of an organization; who reported it, and of whom, is not told.

    Raises: PaperDemandsReserved, OrganizationUnknown.
    """
    reported = directory.by_code.get(code)
    acting = call.caller.organization
    kind = None if acting is None else directory.by_id[acting.id].kind
    permit_reading(call.caller, reported.id if reported else 0, kind)
    if reported is None:
        raise OrganizationUnknown
    async with call.read() as connection:
        counts = await connection.fetch(COUNTS, reported.id)
        rows = await connection.fetch(AGAINST, reported.id, after, first)
    reports = [msgspec.convert(dict(row), DemandFacts) for row in rows]
    return Demands(
        [msgspec.convert(dict(row), DemandCount) for row in counts],
        [msgspec.structs.replace(one, told=without_numbers(one.told)) for one in reports],
    )
