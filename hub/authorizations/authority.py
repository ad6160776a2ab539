"""What an organization may rest a request on: its approved access requests and its oversight."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.db.engine import ReaderConnection
from hub.policy.facts import Asker, Oversight, Request, Waiver
from hub.policy.terms import Form

# The cast of a region takes the blanks from one that covers everything.
AUTHORITY = """
SELECT json_build_object(
    'epoch', (SELECT value FROM reference_epoch),
    'requests', ARRAY(
        SELECT json_build_object(
            'id', id, 'entry_id', entry_id, 'scenario', scenario_code, 'matters', matters,
            'forms', forms, 'legal_basis', legal_basis, 'given_at', answered_at,
            'valid_from', valid_from, 'valid_until', valid_until,
            'waiver_fields', waiver_fields, 'waiver_basis', waiver_basis,
            'countersigned', countersigned_at IS NOT NULL)
        FROM access_request WHERE organization_id = $1 AND state = 'APPROVED'
        ORDER BY answered_at, id),
    'assignments', ARRAY(
        SELECT json_build_object(
            'id', id, 'reference', reference, 'sector', sector, 'region', region::text,
            'license_id', license_id, 'named', named, 'since', since, 'until', until,
            'assigned_by', assigned_by)
        FROM oversight_assignment WHERE organization_id = $1 AND ended_at IS NULL
        ORDER BY id)
)::text
"""


class KnownRequest(msgspec.Struct, frozen=True, kw_only=True):
    """An approved access request as it is held in memory; quota and consents are of each read."""

    id: UUID
    entry_id: int
    scenario: str
    matters: frozenset[str]
    forms: dict[str, Form]
    legal_basis: str
    given_at: datetime
    valid_from: datetime
    valid_until: datetime
    waiver_fields: frozenset[str]
    waiver_basis: str | None
    countersigned: bool

    def serves(self, asker: Asker) -> bool:
        """Tell whether the request is for the stated purpose; when it runs, each read sees."""
        purpose = asker.purpose
        return (
            purpose is not None
            and purpose.scenario == self.scenario
            and purpose.matter in self.matters
        )

    @property
    def facts(self) -> Request:
        """Return the request as the rulebook knows it, without any consent."""
        waiver = None
        if self.waiver_basis is not None:
            waiver = Waiver(self.waiver_fields, self.waiver_basis, self.countersigned)
        return Request(
            id=str(self.id),
            given_at=self.given_at,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            scenario=self.scenario,
            matters=self.matters,
            forms=self.forms,
            legal_basis=self.legal_basis,
            waiver=waiver,
        )


class KnownAssignment(msgspec.Struct, frozen=True, kw_only=True):
    """An oversight assignment as it is held in memory."""

    id: UUID
    reference: str
    sector: str | None
    region: str
    license_id: UUID | None
    named: frozenset[str]
    since: datetime
    until: datetime
    assigned_by: UUID
    """Who assigned it, and so does not read by it: nobody oversees on the own word alone."""

    def serves(self, asker: Asker) -> bool:
        """Tell whether the assignment is what the stated case refers to."""
        return asker.purpose is not None and asker.purpose.case_number == self.reference

    @property
    def facts(self) -> Oversight:
        """Return the assignment as the rulebook knows it."""
        return Oversight(
            id=str(self.id),
            reference=self.reference,
            sector=self.sector,
            region=self.region,
            named=self.named,
        )


class Authority(msgspec.Struct, frozen=True):
    """All that one organization may rest on at one reference epoch, the oldest first."""

    epoch: int
    requests: tuple[KnownRequest, ...] = ()
    assignments: tuple[KnownAssignment, ...] = ()


async def load_authority(connection: ReaderConnection, organization_id: int) -> Authority:
    """Return what an organization may rest on, with the epoch at which it stands so."""
    return msgspec.json.decode(
        await connection.fetchval(AUTHORITY, organization_id), type=Authority
    )
