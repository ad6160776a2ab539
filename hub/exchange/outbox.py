"""Take what happened out of the outbox, and keep where each event stands on its way to a peer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.clock import now
from hub.exchange.events import Claimed, Event
from hub.exchange.rules import MOST_TRIES, pause, rest
from hub.exchange.terms import DeliveryState, DirectoryEvent

AT_ONCE = 5_000
LEASE = timedelta(minutes=2)
"""How long events are left to who claimed them; whoever died with them loses them then."""

_PARTNERS = """(SELECT p.code AS peer, c.* FROM taken c
        JOIN use_grant g ON g.license_id = c.license_id AND g.owner_key = c.holder_key
        JOIN peer p ON p.organization_id = g.grantee_organization
        WHERE p.kind = 'PARTNER' AND g.withdrawn_at IS NULL AND :moment < g.valid_until
    UNION SELECT p.code, c.* FROM taken c
        JOIN consent s ON s.license_id = c.license_id AND s.owner_key = c.holder_key
        JOIN access_request r ON r.id = s.request_id
        JOIN peer p ON p.organization_id = r.organization_id
        WHERE p.kind = 'PARTNER' AND s.state = 'GIVEN' AND s.withdrawn_at IS NULL
            AND r.state = 'APPROVED')"""
FAN_OUT = text(f"""
WITH taken AS (
    DELETE FROM exchange_change WHERE place IN (
        SELECT place FROM exchange_change ORDER BY place LIMIT :at_once)
    RETURNING *
), told AS (
    SELECT p.code AS peer, c.* FROM taken c CROSS JOIN peer p WHERE p.kind <> 'PARTNER'
    UNION ALL SELECT * FROM {_PARTNERS} partners
)
INSERT INTO delivery (peer, place, stream, happened, at, entry_id, holder_key, license_id,
    sequence, due_at)
SELECT t.peer, t.place, coalesce(t.license_id::text, 'entry ' || e.id), t.happened, t.at, e.id,
    t.holder_key, t.license_id, t.sequence, :moment
FROM told t
JOIN peer p ON p.code = t.peer AND p.state <> 'ENDED'
LEFT JOIN license l ON l.holder_key = t.holder_key AND l.id = t.license_id
JOIN catalog_entry e ON e.id = coalesce(t.entry_id, l.entry_id)
WHERE p.entries = '{{}}' OR e.code = ANY (p.entries)
""")  # noqa: S608 - of constants
"""Partners are told of what may be theirs; whether it is, is decided as it is sent."""

_LOCK = text("SELECT FROM peer WHERE code = :peer AND state = 'ACTIVE' FOR NO KEY UPDATE")
_HEADS = text("""
SELECT id, happened, at, entry_id, holder_key, license_id, sequence, tries FROM delivery d
WHERE peer = :peer AND state = 'WAITING' AND due_at <= :moment AND (tries > 1) = :tried
    AND place = (SELECT min(place) FROM delivery e
        WHERE e.peer = d.peer AND e.stream = d.stream AND e.state IN ('WAITING', 'DEAD'))
ORDER BY place LIMIT :at_once
""")
"""A subquery and no join: each row that is looked at costs one step into an index."""

_LEASE = text("UPDATE delivery SET due_at = :lease WHERE id = ANY (:ids)")
_TOLD = text("""
SELECT license_id FROM told_license
WHERE peer = :peer AND digest IS NOT NULL AND license_id = ANY (:ids)
""")
_SETTLE = text("""
UPDATE delivery SET state = :state, tries = :tries, due_at = :due_at, failure = :failure,
    receipt_id = :receipt, settled_at = :settled_at
WHERE id = :id AND state = 'WAITING'
""")
_HAS = text("""
INSERT INTO told_license (holder_key, license_id, peer, entry_id, sequence, day, digest)
VALUES (:holder_key, :license_id, :peer, :entry_id, :sequence, :day, :digest)
ON CONFLICT (holder_key, license_id, peer) DO UPDATE SET entry_id = excluded.entry_id,
    sequence = excluded.sequence, day = excluded.day, digest = excluded.digest
""")
_ENTRY_GONE = text("DELETE FROM told_license WHERE peer = :peer AND entry_id = :entry_id")
_ENTRY_ANEW = text("""
DELETE FROM told_license WHERE peer = :peer AND entry_id = :entry_id AND digest IS NULL
""")
_KEEP = text("""
INSERT INTO exchange_receipt (id, peer, at, body, signature)
VALUES (:id, :peer, :at, :body, :signature)
""")
_RESTS = text("UPDATE peer SET failures = :failures, rests_until = :until WHERE code = :peer")
_DROP = text("SELECT drop_settled_deliveries()")
_ENDS = text("UPDATE peer SET state = 'ENDED', changed_at = :moment WHERE code = :peer")


class Signed(msgspec.Struct, frozen=True):
    """A receipt as a peer signed it."""

    id: UUID
    body: str
    signature: str


class Settled(msgspec.Struct, frozen=True):
    """What became of a delivery that was tried."""

    of: Claimed
    state: DeliveryState
    failure: str | None = None
    event: Event | None = None


def put_off(of: Claimed, failure: str) -> Settled:
    """Return that an event was not taken: it waits, or is a dead letter after so many tries."""
    dead = of.tries + 1 >= MOST_TRIES
    return Settled(of, DeliveryState.DEAD if dead else DeliveryState.WAITING, failure)


async def fan_out(db: AsyncSession) -> None:
    """Turn what happened into an event for each peer that may be told of it."""
    await db.execute(FAN_OUT, {"moment": now(), "at_once": AT_ONCE})


async def drop_settled(db: AsyncSession) -> None:
    """Let go of events that were settled 90 days ago; what the peer has, and signed for, stays."""
    await db.execute(_DROP)


async def claim(
    db: AsyncSession, peer: str, at_once: int, *, tried_first: bool = False
) -> list[Claimed]:
    """Claim events, at most one of each stream, and none before which another still stands.

    One that was tried in vain twice goes alone, so that it spoils nothing for the others.
    """
    moment = now()
    if (await db.execute(_LOCK, {"peer": peer})).first() is None:
        return []
    for tried in (tried_first, not tried_first):
        said = {"peer": peer, "moment": moment, "tried": tried, "at_once": 1 if tried else at_once}
        rows = (await db.execute(_HEADS, said)).mappings().all()
        if rows:
            ids = [row["id"] for row in rows]
            await db.execute(_LEASE, {"lease": moment + LEASE, "ids": ids})
            return [msgspec.convert(dict(row), Claimed) for row in rows]
    return []


async def told_of(db: AsyncSession, peer: str, claimed: Sequence[Claimed]) -> set[UUID]:
    """Return the licenses, of those that are to be told of, that a peer has already."""
    ids = [one.license_id for one in claimed if one.license_id is not None]
    return set(await db.scalars(_TOLD, {"peer": peer, "ids": ids}))


async def settle(
    db: AsyncSession, peer: str, settled: Sequence[Settled], receipt: Signed | None = None
) -> None:
    """Note what became of events, the receipt for them, and what the peer now has."""
    moment = now()
    if receipt is not None:
        kept = {"id": receipt.id, "body": receipt.body, "signature": receipt.signature}
        await db.execute(_KEEP, kept | {"peer": peer, "at": moment})
    if settled:
        await db.execute(_SETTLE, [_row(one, moment, receipt) for one in settled])
    over = [one for one in settled if one.state in _OVER]
    has = [_held(peer, one) for one in over if one.of.place is not None]
    if has:
        await db.execute(_HAS, has)
    for one in over:
        await _settle_entry(db, peer, one)


_OVER = frozenset({DeliveryState.DELIVERED, DeliveryState.WITHHELD})


async def _settle_entry(db: AsyncSession, peer: str, one: Settled) -> None:
    """Forget what a peer drops with an entry, and what it may get by the entry's new policy."""
    if one.of.place is None and one.event is not None:
        gone = one.event.body["kind"] == DirectoryEvent.ENTRY_WITHDRAWN
        named = {"peer": peer, "entry_id": one.of.entry_id}
        await db.execute(_ENTRY_GONE if gone else _ENTRY_ANEW, named)


def _row(one: Settled, moment: datetime, receipt: Signed | None) -> dict[str, object]:
    delivered = one.state is DeliveryState.DELIVERED
    waiting = one.state is DeliveryState.WAITING
    tries = one.of.tries + (one.failure is not None)
    return {
        "id": one.of.id,
        "state": one.state.value,
        "tries": tries,
        "due_at": moment + pause(tries) if waiting and one.failure else moment,
        "failure": one.failure,
        "receipt": receipt.id if delivered and receipt else None,
        "settled_at": None if waiting else moment,
    }


def _held(peer: str, one: Settled) -> dict[str, object]:
    return {
        "holder_key": one.of.holder_key,
        "license_id": one.of.license_id,
        "peer": peer,
        "entry_id": one.of.entry_id,
        "sequence": one.of.sequence,
        "day": one.of.day,
        "digest": one.event.digest if one.event else None,
    }


async def let_rest(db: AsyncSession, peer: str, failures: int) -> None:
    """Leave a peer alone for a while, longer with each failure; none means that it is well."""
    until = now() + rest(failures) if failures else None
    await db.execute(_RESTS, {"peer": peer, "failures": min(failures, 1000), "until": until})


async def end(db: AsyncSession, peer: str) -> None:
    """Tell a peer nothing more: it says that it is gone."""
    await db.execute(_ENDS, {"peer": peer, "moment": now()})
