"""Receipts: what a record says, as far as it concerns the caller, and that it is in the log."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.patterns import readable
from hub.audit.transparency.documents import ShownLink, ShownRecord, receipt
from hub.audit.transparency.leaves import LEFT, Body, Link, Record
from hub.audit.transparency.queries import stands, written
from hub.audit.transparency.records import (
    AUDIT,
    REQUEST,
    USAGE,
    Row,
    audit_bodies,
    moment_text,
    places_by_holder,
    usage_bodies,
)
from hub.audit.transparency.refusals import NotYetLogged, ReceiptNotFound
from hub.audit.transparency.salts import link_nonce, quarter_of, quarter_salt
from hub.db.engine import ReaderConnection

ANSWERED: Final = "ANSWERED"

ONE_USAGE = USAGE + "WHERE e.id = $1"
ONE_ACT = AUDIT + "WHERE e.id = $1"
PATTERNS = "SELECT hash, body FROM decision_pattern WHERE hash = ANY ($1)"
LOGGED = "SELECT id, place, nonce FROM log_record WHERE id = ANY ($1)"
LINKS = """
SELECT l.holder_key, l.count, l.record_id, l.place, l.day, l.logged_at, l.previous, l.parts,
    c.salt, c.tag
FROM holder_link l JOIN holder_chain c USING (holder_key)
"""
LINKS_OF_ONE = LINKS + "WHERE l.record_id = $1 AND l.holder_key = ANY ($2) ORDER BY l.place"


class StoredLink(msgspec.Struct, frozen=True):
    """A leaf of a holder's chain as it is stored, with the chain's salt and tag."""

    holder_key: UUID
    count: int
    record_id: UUID
    place: int
    day: date
    logged_at: datetime
    previous: bytes
    parts: tuple[int, ...]
    salt: bytes
    tag: bytes

    def shown(self) -> ShownLink:
        """Return what opens the leaf: a nonce of its own, not the salt."""
        link = Link(self.count, self.previous, moment_text(self.logged_at), self.parts)
        nonce = link_nonce(quarter_salt(self.salt, quarter_of(self.day)), self.count)
        return ShownLink(self.place, link, self.tag, nonce)


class Disclosed(msgspec.Struct, frozen=True):
    """What of a record the caller may see."""

    bodies: Sequence[Body]
    parts: tuple[int, ...]


async def receipt_of(call: Call, record_id: str) -> Body:
    """Return the receipt of a usage event or act (回执, art. 15(2), 24): never a value.

    Raises: ReceiptNotFound, NotYetLogged.
    """
    wanted = _uuid(record_id)
    async with call.read() as connection:
        disclosed = await _disclosed(connection, call, wanted)
        logged = await connection.fetchrow(LOGGED, [wanted])
        if logged is None:
            raise NotYetLogged
        rows = await connection.fetch(LINKS_OF_ONE, wanted, list(call.own_keys))
        links = [stored_link(row).shown() for row in rows]
        record = Record(logged["nonce"], disclosed.bodies)
        shown = ShownRecord(logged["place"], record, disclosed.parts)
        size, note = await stands(connection)
        return await written(connection, lambda nodes: receipt(note, size, shown, links, nodes))


def stored_link(row: Mapping[str, object]) -> StoredLink:
    """Read a stored leaf of a chain."""
    return msgspec.convert(dict(row), StoredLink)


async def patterns_of(connection: ReaderConnection, rows: Iterable[Row]) -> dict[bytes, Body]:
    """Return the decisions that usage events refer to."""
    hashes = {hash_ for row in rows for hash_ in row["patterns"]}
    found = await connection.fetch(PATTERNS, list(hashes))
    return {row["hash"]: readable(row["body"]) for row in found}


async def _disclosed(connection: ReaderConnection, call: Call, wanted: UUID) -> Disclosed:
    used = await connection.fetchrow(ONE_USAGE, wanted)
    if used is not None:
        patterns = await patterns_of(connection, [used])
        parts = _parts_of_use(call, dict(used), patterns)
        return Disclosed(usage_bodies(used, patterns), parts)
    done = await connection.fetchrow(ONE_ACT, wanted)
    if done is None or not _made_by(call, done):
        raise ReceiptNotFound
    bodies = audit_bodies(done)
    return Disclosed(bodies, tuple(range(len(bodies))))


def _parts_of_use(call: Call, used: Row, patterns: Mapping[bytes, Body]) -> tuple[int, ...]:
    """Return which parts the caller may see: as a holder, or as whoever was answered.

    Whoever was refused is not shown which licenses were looked at, and nobody those that no basis
    led to, which name no entry: it would tell that they exist.
    """
    places = places_by_holder(used["holders"], used["holder_counts"])
    own = {place for key in call.own_keys for place in places.get(key, ())}
    if _made_by(call, used):
        answered = [
            place
            for place, hash_ in enumerate(used["patterns"], LEFT)
            if used["outcome"] == ANSWERED and patterns[bytes(hash_)]["entry"]
        ]
        return tuple(sorted({*range(LEFT), *answered, *own}))
    if not own:
        raise ReceiptNotFound
    return (REQUEST, *sorted(own))


def _made_by(call: Call, record: Row) -> bool:
    """Tell whether the caller did it, in the same office; nobody did what was done unnamed."""
    caller = call.caller
    if caller.organization is not None:
        return bool(record["organization_id"] == caller.organization.id)
    own = record["account_id"] is not None and record["account_id"] == caller.account_id
    return own and record["organization_id"] is None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ReceiptNotFound from None
