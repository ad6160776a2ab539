"""Compare daily what each platform has with what it was told, and mend what differs (对账)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.clock import now, today
from hub.crypto.digests import sm3
from hub.crypto.tampered import Tampered
from hub.db.ids import new_id
from hub.exchange.asking import ask
from hub.exchange.events import license_name, license_named
from hub.exchange.peers import Exchange, KnownPeer
from hub.exchange.terms import DifferenceKind, DirectoryEvent
from hub.exchange.wire import UnsoundError
from hub.log import logger

FILLED_AT_ONCE: Final = 20_000
MOST_DAYS: Final = 400
"""How many entries of how many days are narrowed down in one reconciliation."""

_TURN = text("""
UPDATE peer SET reconciled_on = :today
WHERE code = :peer AND (reconciled_on IS NULL OR reconciled_on < :today) RETURNING code
""")
FILL = text("""
INSERT INTO delivery (peer, stream, happened, at, entry_id, holder_key, license_id, sequence,
    due_at)
SELECT p.code, l.id::text, 'RESTATED', :moment, e.id, l.holder_key, l.id, l.sequence, :moment
FROM peer p
JOIN catalog_entry e ON e.sharing = 'OPEN' AND (p.entries = '{}' OR e.code = ANY (p.entries))
    AND (CAST(:entry AS text) IS NULL OR e.code = :entry)
JOIN license l ON l.entry_id = e.id
LEFT JOIN told_license t
    ON t.holder_key = l.holder_key AND t.license_id = l.id AND t.peer = p.code
WHERE p.code = :peer AND (t.sequence IS NULL OR t.sequence < l.sequence OR :anew)
    AND NOT EXISTS (SELECT FROM delivery d WHERE d.peer = p.code AND d.stream = l.id::text
        AND d.state IN ('WAITING', 'DEAD'))
ORDER BY l.id LIMIT :at_once
RETURNING id
""")
_PASSED = text("""
INSERT INTO delivery (peer, stream, happened, at, entry_id, holder_key, license_id, sequence,
    due_at)
SELECT p.code, l.id::text, 'RESTATED', :moment, l.entry_id, l.holder_key, l.id, l.sequence, :moment
FROM peer p
JOIN told_license t ON t.peer = p.code AND t.digest IS NOT NULL
JOIN license l ON l.holder_key = t.holder_key AND l.id = t.license_id
LEFT JOIN unnest(CAST(:entries AS int[]), CAST(:days AS int[])) AS shown (entry_id, days)
    ON shown.entry_id = l.entry_id AND p.kind = 'CREDIT'
CROSS JOIN LATERAL (VALUES
    (l.valid_until), (least(l.ended_on, l.valid_until) + shown.days)) AS over (last)
WHERE p.code = :peer AND over.last < :today AND t.day <= over.last
    AND NOT EXISTS (SELECT FROM delivery d WHERE d.peer = p.code AND d.stream = l.id::text
        AND d.state IN ('WAITING', 'DEAD'))
GROUP BY p.code, l.holder_key, l.id LIMIT :at_once
RETURNING id
""")
"""What the clock alone ends: validity, and how long an ended license stays in the register."""

_DAYS = text("""
SELECT e.code AS entry, t.day, string_agg(t.digest, ''::bytea ORDER BY t.digest) AS digests
FROM told_license t JOIN catalog_entry e ON e.id = t.entry_id
WHERE t.peer = :peer AND t.digest IS NOT NULL GROUP BY e.code, t.day
""")
_OF_DAY = text("""
SELECT t.holder_key, t.license_id, t.digest
FROM told_license t JOIN catalog_entry e ON e.id = t.entry_id
WHERE t.peer = :peer AND e.code = :entry AND t.day = :day AND t.digest IS NOT NULL
""")
_ON_ITS_WAY = text("""
SELECT DISTINCT stream FROM delivery
WHERE peer = :peer AND state IN ('WAITING', 'DEAD') AND stream = ANY (:streams)
""")
_AGAIN = text("""
INSERT INTO delivery (peer, stream, happened, at, entry_id, holder_key, license_id, sequence,
    due_at)
SELECT :peer, CAST(:license AS text), :happened, :moment, entry_id, holder_key, id, sequence,
    :moment
FROM license WHERE holder_key = :owner AND id = CAST(:license AS uuid)
""")
_FOUND = text("""
INSERT INTO exchange_difference (id, peer, license, entry, kind, found_on, seen_on)
VALUES (:id, :peer, :license, :entry, :kind, :today, :today)
ON CONFLICT (peer, license) WHERE mended_on IS NULL
DO UPDATE SET kind = excluded.kind, seen_on = excluded.seen_on
""")
_MENDED = text("""
UPDATE exchange_difference SET mended_on = :today
WHERE peer = :peer AND mended_on IS NULL AND NOT license = ANY (:licenses)
""")

_Told = TypeVar("_Told", bound=msgspec.Struct)

Place = tuple[UUID, UUID]
Day = tuple[str, date]


_Name = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{1,200}$")]


class _Day(msgspec.Struct, frozen=True):
    entry: _Name
    day: date
    count: int
    digest: str


class _Days(msgspec.Struct, frozen=True):
    days: list[_Day]


class _Has(msgspec.Struct, frozen=True):
    license: _Name
    digest: str


class _OfDay(msgspec.Struct, frozen=True):
    licenses: list[_Has]


class Difference(msgspec.Struct, frozen=True):
    """That a platform and the hub differ about one license."""

    license: str
    entry: str
    kind: DifferenceKind


async def reconcile_daily(exchange: Exchange, peer: KnownPeer) -> None:
    """Reconcile with a platform once a day, whichever process comes first.

    Where more is to be told than is put on its way at once, the rest comes in the next turns,
    and nothing is compared before.

    A platform that cannot be compared with is tried again tomorrow: it is told of changes all the
    same. One that is not reached is tried again as soon as it is.

    Raises: NotReachedError, GoneError.
    """
    async with exchange.doors.writer.begin() as db:
        if (await db.execute(_TURN, {"peer": peer.code, "today": today()})).first() is None:
            return
    done = False
    try:
        async with exchange.doors.writer.begin() as db:
            filled = await fill(db, peer.code) + await _end_by_the_clock(exchange, db, peer)
        if filled < FILLED_AT_ONCE:
            await _reconcile_or_tell(exchange, peer)
            done = True
    finally:
        if not done:
            await _forget_turn(exchange, peer)


async def _reconcile_or_tell(exchange: Exchange, peer: KnownPeer) -> None:
    try:
        await reconcile(exchange, peer)
    except UnsoundError as error:
        logger().warning("peer_not_reconciled", peer=peer.code, failure=str(error))


async def reconcile(exchange: Exchange, peer: KnownPeer) -> list[Difference]:
    """Find in what a platform differs, let it be told again, and keep a record of it (对账).

    Raises: NotReachedError, UnsoundError, RefusedError, GoneError.
    """
    async with exchange.doors.writer.begin() as db:
        await fill(db, peer.code)
        own = await _own_days(db, peer)
    theirs = await _their_days(exchange, peer)
    named = {key for key in own.keys() | theirs.keys() if own.get(key) != theirs.get(key)}
    found = await _narrowed(exchange, peer, sorted(named)[:MOST_DAYS])
    async with exchange.doors.writer.begin() as db:
        for one in found:
            await _mend(db, exchange, peer, one)
        await _keep(db, peer, found)
    if found:
        logger().warning("peer_differs", peer=peer.code, count=len(found))
    return found


async def fill(db: AsyncSession, peer: str, entry: str | None = None, *, anew: bool = False) -> int:
    """Let a peer be told of licenses that it was not told of as they are; `anew`, of all."""
    said = {"peer": peer, "entry": entry, "anew": anew, "moment": now()}
    rows = await db.execute(FILL, said | {"at_once": None if anew else FILLED_AT_ONCE})
    return len(rows.all())


async def _end_by_the_clock(exchange: Exchange, db: AsyncSession, peer: KnownPeer) -> int:
    """Let a platform be told again of licenses at whose end nothing happened but that day."""
    shelves = (await exchange.reading.current_catalog(exchange.call(peer))).shelves
    said = {
        "peer": peer.code,
        "moment": now(),
        "today": today(),
        "entries": [shelf.id for shelf in shelves],
        "days": [shelf.policy.public_after_end for shelf in shelves],
        "at_once": FILLED_AT_ONCE,
    }
    return len((await db.execute(_PASSED, said)).all())


async def _own_days(db: AsyncSession, peer: KnownPeer) -> dict[Day, tuple[int, str]]:
    """Return how many licenses a platform should have of each entry and day, and their digest."""
    rows = await db.execute(_DAYS, {"peer": peer.code})
    size = len(sm3(b""))
    return {
        (row.entry, row.day): (len(row.digests) // size, sm3(row.digests).hex()) for row in rows
    }


async def _their_days(exchange: Exchange, peer: KnownPeer) -> dict[Day, tuple[int, str]]:
    answer = await ask(exchange, peer, {"type": "exchange.days"})
    days = _read(answer.body, _Days).days
    return {(one.entry, one.day): (one.count, one.digest) for one in days}


async def _narrowed(exchange: Exchange, peer: KnownPeer, days: Iterable[Day]) -> list[Difference]:
    """Return the licenses that differ, of some entries and days; what is on its way may."""
    should: dict[str, str] = {}
    has: dict[str, str] = {}
    entries: dict[str, str] = {}
    places: dict[str, Place] = {}
    for entry, day in days:
        async with exchange.doors.writer.begin() as db:
            said = {"peer": peer.code, "entry": entry, "day": day}
            rows = (await db.execute(_OF_DAY, said)).all()
        for row in rows:
            name = license_name(exchange.opaque, row.holder_key, row.license_id)
            should[name], entries[name] = row.digest.hex(), entry
            places[name] = row.holder_key, row.license_id
        theirs = await _of_day(exchange, peer, entry, day)
        has |= theirs
        for name in theirs:
            entries.setdefault(name, entry)
    found = [
        Difference(name, entries[name], _kind(should=name in should, has=name in has))
        for name in sorted(should.keys() | has.keys())
        if should.get(name) != has.get(name)
    ]
    return await _settled(exchange, peer, found)


async def _of_day(exchange: Exchange, peer: KnownPeer, entry: str, day: date) -> dict[str, str]:
    """Return what a platform has of an entry and a day, page by page in the order of names."""
    found: dict[str, str] = {}
    asked = {"type": "exchange.day", "entry": entry, "day": day.isoformat(), "after": ""}
    while page := _read((await ask(exchange, peer, asked)).body, _OfDay).licenses:
        found |= {one.license: one.digest for one in page}
        last = max(one.license for one in page)
        if last <= asked["after"]:
            raise UnsoundError("PAGES_UNORDERED")
        asked["after"] = last
    return found


def _kind(*, should: bool, has: bool) -> DifferenceKind:
    if should and has:
        return DifferenceKind.STALE
    return DifferenceKind.MISSING if should else DifferenceKind.UNKNOWN


async def _settled(
    exchange: Exchange, peer: KnownPeer, found: list[Difference]
) -> list[Difference]:
    """Leave out what is on its way: the peer may have it, and the hub not know yet."""
    streams = {one.license: _stream(exchange, one) for one in found}
    said = {"peer": peer.code, "streams": [stream for stream in streams.values() if stream]}
    async with exchange.doors.writer.begin() as db:
        moving = set(await db.scalars(_ON_ITS_WAY, said))
    return [one for one in found if streams[one.license] not in moving]


def _stream(exchange: Exchange, one: Difference) -> str | None:
    place = _place(exchange, one.license)
    return None if place is None else str(place[1])


def _place(exchange: Exchange, name: str) -> Place | None:
    """Return where a license lives; a name that the hub never gave leads nowhere."""
    try:
        return license_named(exchange.opaque, name)
    except (Tampered, ValueError):
        return None


async def _mend(db: AsyncSession, exchange: Exchange, peer: KnownPeer, one: Difference) -> None:
    """Let a license be told again; what the peer should not have is told to be removed."""
    place = _place(exchange, one.license)
    if place is None:
        return  # a name that is not the hub's cannot be mended from here, and stays on record
    unknown = one.kind is DifferenceKind.UNKNOWN
    happened = DirectoryEvent.REMOVED if unknown else DirectoryEvent.RESTATED
    said: Mapping[str, Any] = {
        "peer": peer.code,
        "owner": place[0],
        "license": str(place[1]),
        "happened": happened.value,
        "moment": now(),
    }
    await db.execute(_AGAIN, said)


async def _keep(db: AsyncSession, peer: KnownPeer, found: Iterable[Difference]) -> None:
    """Keep a record of what differs, for supervision, and of what differs no more."""
    day, names = today(), [one.license for one in found]
    await db.execute(_MENDED, {"peer": peer.code, "today": day, "licenses": names})
    rows = [
        msgspec.structs.asdict(one)
        | {"id": new_id(), "peer": peer.code, "today": day, "kind": one.kind.value}
        for one in found
    ]
    if rows:
        await db.execute(_FOUND, rows)


def _read(body: bytes, kind: type[_Told]) -> _Told:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError:
        raise UnsoundError("ANSWER_INVALID") from None


async def _forget_turn(exchange: Exchange, peer: KnownPeer) -> None:
    """Let what failed be tried again as soon as the peer is served again."""
    async with exchange.doors.writer.begin() as db:
        await db.execute(_NOT_DONE, {"peer": peer.code})


_NOT_DONE = text("UPDATE peer SET reconciled_on = NULL WHERE code = :peer")
