"""Read the consents asked of a holder, and the asks by an organization."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.told import all_told, one_told
from hub.authorizations.consents.refusals import ConsentNotFound
from hub.authorizations.consents.terms import ConsentState

_TOLD = """
SELECT to_jsonb(c) || jsonb_build_object(
    'asked', a.fields, 'matter', a.matter, 'asked_at', a.asked_at, 'answer_by', a.answer_by,
    'organization_id', r.organization_id, 'entry_id', r.entry_id, 'scenario', r.scenario_code,
    'purpose', r.purpose, 'legal_basis', r.legal_basis, 'forms', r.forms) AS told
FROM consent c JOIN consent_ask a ON a.id = c.ask_id
JOIN access_request r ON r.id = c.request_id
WHERE (c.holder_key = ANY ($1) OR EXISTS (
    SELECT FROM delegation d
    WHERE d.holder_key = c.holder_key AND d.license_id = c.license_id AND d.matter = a.matter
        AND (d.delegate_account = $2 OR d.delegate_holder = ANY ($3))
        AND d.approved_at IS NOT NULL AND d.ended_at IS NULL
        AND d.valid_from <= $4 AND $4 < d.valid_until))
"""
CONSENTS = f"{_TOLD} ORDER BY c.ask_id DESC, c.id DESC LIMIT $5"
CONSENT = f"{_TOLD} AND c.holder_key = $5 AND c.id = $6"

_ASKED = """
SELECT to_jsonb(a) || jsonb_build_object(
    'given', (SELECT count(*) FROM consent WHERE ask_id = a.id AND state = 'GIVEN'
        AND $2 < valid_until),
    'refused', EXISTS (SELECT FROM consent WHERE ask_id = a.id AND state = 'REFUSED'),
    'withdrawn', EXISTS (SELECT FROM consent WHERE ask_id = a.id AND state = 'WITHDRAWN'),
    'valid_until', (SELECT min(valid_until) FROM consent WHERE ask_id = a.id AND state = 'GIVEN')
) AS told
FROM consent_ask a JOIN access_request r ON r.id = a.request_id
WHERE r.organization_id = $1
"""
ASKS = f"{_ASKED} AND ($4::text IS NULL OR a.case_number = $4) ORDER BY a.id DESC LIMIT $3"
ASK = f"{_ASKED} AND a.id = $3"


class ConsentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A consent as the one who is asked may know it."""

    holder_key: UUID
    id: UUID
    request_id: UUID
    owner_key: UUID
    license_id: UUID
    ordinal: int
    case_number: str
    state: ConsentState
    fields: list[str]
    separate: list[str]
    answered_at: datetime | None
    valid_until: datetime | None
    withdrawn_at: datetime | None
    asked: list[str]
    matter: str
    asked_at: datetime
    answer_by: datetime
    organization_id: int
    entry_id: int
    scenario: str
    purpose: str
    legal_basis: str
    forms: dict[str, str]


class AskFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An ask as the organization that asked may know it; not how many were asked."""

    id: UUID
    request_id: UUID
    matter: str
    case_number: str
    fields: list[str]
    asked_at: datetime
    answer_by: datetime
    holders: int
    given: int
    refused: bool
    withdrawn: bool
    valid_until: datetime | None


async def consents_of(call: Call, first: int) -> list[ConsentFacts]:
    """Return the newest consents asked of the caller, or of whom the caller stands for."""
    return await all_told(call, ConsentFacts, CONSENTS, *_party(call), first)


async def consent_of(call: Call, holder_key: UUID, consent_id: UUID) -> ConsentFacts:
    """Return one consent that was asked of the caller.

    Raises: ConsentNotFound.
    """
    told = await one_told(call, ConsentFacts, CONSENT, *_party(call), holder_key, consent_id)
    if told is None:
        raise ConsentNotFound
    return told


async def asks_of(call: Call, first: int, case_number: str | None = None) -> list[AskFacts]:
    """Return the newest asks by the caller's organization."""
    acting = call.caller.organization
    if acting is None:
        return []
    return await all_told(call, AskFacts, ASKS, acting.id, call.moment, first, case_number)


async def ask_of(call: Call, ask_id: UUID) -> AskFacts:
    """Return one ask by the caller's organization.

    Raises: ConsentNotFound.
    """
    acting = call.caller.organization
    if acting is None:
        raise ConsentNotFound
    told = await one_told(call, AskFacts, ASK, acting.id, call.moment, ask_id)
    if told is None:
        raise ConsentNotFound
    return told


def _party(call: Call) -> tuple[tuple[UUID, ...], UUID | None, tuple[UUID, ...], datetime]:
    caller = call.caller
    return call.own_keys, caller.account_id, caller.companies, call.moment
