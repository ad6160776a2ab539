"""Read partners: the data center all, everybody else those that concern them."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.told import all_told, one_told
from hub.partners.clients.rules import code_of
from hub.partners.onboarding.refusals import PartnerNotFound
from hub.partners.onboarding.terms import PartnerState

_CONCERNING = """
SELECT to_jsonb(p) || jsonb_build_object(
    'requests_a_day', o.requests_a_day, 'holders_a_day', o.holders_a_day,
    'requests_today', CASE WHEN o.requests_a_day IS NOT NULL THEN coalesce((
        SELECT spent FROM partner_spent WHERE caller = o.id::text AND kind = 'requests'
            AND day = $3), 0) END,
    'holders_today', CASE WHEN o.holders_a_day IS NOT NULL THEN coalesce((
        SELECT spent FROM partner_spent WHERE caller = o.id::text AND kind = 'holders'
            AND day = $3), 0) END,
    'clients', coalesce((
        SELECT jsonb_agg(to_jsonb(c) || jsonb_build_object('keys', coalesce((
            SELECT jsonb_agg(to_jsonb(k) ORDER BY k.registered_at, k.kid)
            FROM client_key k WHERE k.client_id = c.id), '[]')) ORDER BY c.registered_at, c.id)
        FROM client c WHERE c.organization_id = p.organization_id), '[]')) AS told
FROM partner p LEFT JOIN organization o ON o.id = p.organization_id
WHERE (p.applied_by = $1 OR p.organization_id = $2
    OR EXISTS (SELECT FROM organization WHERE id = $2 AND kind = 'DATA_CENTER'))
"""
PARTNERS = f"{_CONCERNING} AND ($4::text IS NULL OR p.state = $4) ORDER BY p.id DESC LIMIT $5"
PARTNER = f"{_CONCERNING} AND p.id = $4"
OF_CLIENT = f"{_CONCERNING} AND p.code = $4 AND p.state <> 'REFUSED' ORDER BY p.id DESC LIMIT 1"


class KeyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A public key of a client."""

    kid: str
    registered_at: datetime
    retired_at: datetime | None


class ClientView(msgspec.Struct, frozen=True, kw_only=True):
    """A client with its keys."""

    id: str
    name: str
    dpop: bool
    registered_at: datetime
    retired_at: datetime | None
    keys: list[KeyFacts]


class PartnerFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A partner as those whom it concerns may know it."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    region: str
    purpose: str
    contact: str
    state: PartnerState
    applied_at: datetime
    decided_at: datetime | None
    reason: str | None
    organization_id: int | None
    requests_a_day: int | None
    holders_a_day: int | None
    requests_today: int | None
    holders_today: int | None
    clients: list[ClientView]


async def partners(call: Call, state: PartnerState | None, first: int) -> list[PartnerFacts]:
    """Return the partners that concern the caller, the newest application first (art. 16)."""
    return await all_told(call, PartnerFacts, PARTNERS, *_who(call), state, first)


async def partner(call: Call, partner_id: UUID) -> PartnerFacts:
    """Return a partner that concerns the caller.

    Raises: PartnerNotFound.
    """
    return await _one(call, PARTNER, partner_id)


async def partner_of_client(call: Call, client_id: str) -> PartnerFacts:
    """Return the partner of a client, if it concerns the caller.

    Raises: PartnerNotFound.
    """
    return await _one(call, OF_CLIENT, code_of(client_id))


async def _one(call: Call, statement: str, named: UUID | str) -> PartnerFacts:
    told = await one_told(call, PartnerFacts, statement, *_who(call), named)
    if told is None:
        raise PartnerNotFound
    return told


def _who(call: Call) -> tuple[UUID | None, int | None, date]:
    """Return who asks, in which office, and on which day."""
    office = call.caller.organization
    return call.caller.account_id, office.id if office else None, call.today
