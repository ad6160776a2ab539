"""Read peers, what is on its way to them, and in what they differ: for the data center alone."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.told import all_told
from hub.exchange.rules import permit
from hub.exchange.terms import DeliveryState, DifferenceKind, PeerKind, PeerState
from hub.identity.directory import Directory

MOST_PEERS = 100
MOST_DIFFERENCES = 100

PEERS = """
SELECT jsonb_build_object('code', p.code, 'kind', p.kind, 'organization_id', p.organization_id,
    'name_zh', p.name_zh, 'name_en', p.name_en, 'address', p.address, 'entries', p.entries,
    'scenario', p.scenario, 'matter', p.matter, 'public_key', encode(p.public_key, 'hex'),
    'state', p.state, 'registered_at', p.registered_at, 'changed_at', p.changed_at,
    'former_until', p.former_until, 'rests_until', p.rests_until,
    'reconciled_on', p.reconciled_on,
    'waiting', (SELECT count(*) FROM delivery WHERE peer = p.code AND state = 'WAITING'),
    'dead', (SELECT count(*) FROM delivery WHERE peer = p.code AND state = 'DEAD'),
    'differences', ARRAY(SELECT to_jsonb(d) FROM (SELECT * FROM exchange_difference
        WHERE peer = p.code AND mended_on IS NULL ORDER BY found_on, license LIMIT $2) d)) AS told
FROM peer p WHERE $1::text IS NULL OR p.code = $1 ORDER BY p.code LIMIT $3
"""
DELIVERIES = """
SELECT jsonb_build_object('id', d.id, 'place', d.place, 'happened', d.happened, 'at', d.at,
    'entry_id', d.entry_id, 'state', d.state, 'tries', d.tries, 'due_at', d.due_at,
    'failure', d.failure, 'settled_at', d.settled_at,
    'receipt', r.body, 'signature', r.signature) AS told
FROM delivery d LEFT JOIN exchange_receipt r ON r.id = d.receipt_id
WHERE d.peer = $1 AND ($2::text IS NULL OR d.state = $2)
    AND ($3::uuid IS NULL OR d.place < (SELECT place FROM delivery WHERE id = $3 AND peer = $1))
ORDER BY d.place DESC LIMIT $4
"""


class DifferenceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """In what a peer differs, and since when."""

    license: str
    entry: str
    kind: DifferenceKind
    found_on: date
    seen_on: date


class PeerFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A peer as it may be looked at: without its secret."""

    code: str
    kind: PeerKind
    organization_id: int
    name_zh: str
    name_en: str
    address: str
    entries: list[str]
    scenario: str | None
    matter: str | None
    public_key: str | None
    state: PeerState
    registered_at: datetime
    changed_at: datetime
    former_until: datetime | None
    rests_until: datetime | None
    reconciled_on: date | None
    waiting: int
    dead: int
    differences: list[DifferenceFacts]


class DeliveryFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An event on its way, or settled; which license it is about is not told."""

    id: UUID
    happened: str
    at: datetime
    entry_id: int
    state: DeliveryState
    tries: int
    due_at: datetime
    failure: str | None
    settled_at: datetime | None
    receipt: str | None
    signature: str | None


async def peers(call: Call, directory: Directory, code: str | None = None) -> list[PeerFacts]:
    """Return all peers, or the one of a code.

    Raises: ExchangeReserved.
    """
    _permit(call, directory)
    return await all_told(call, PeerFacts, PEERS, code, MOST_DIFFERENCES, MOST_PEERS)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which deliveries are asked for."""

    peer: str
    first: int
    state: DeliveryState | None = None
    after: UUID | None = None


async def deliveries(call: Call, directory: Directory, asked: Asked) -> list[DeliveryFacts]:
    """Return what is on its way to a peer, or was, the newest first.

    Raises: ExchangeReserved.
    """
    _permit(call, directory)
    state = None if asked.state is None else asked.state.value
    return await all_told(
        call, DeliveryFacts, DELIVERIES, asked.peer, state, asked.after, asked.first
    )


def _permit(call: Call, directory: Directory) -> None:
    acting = call.caller.organization
    facts = None if acting is None else directory.by_id.get(acting.id)
    permit(call.caller, facts, looking=True)
