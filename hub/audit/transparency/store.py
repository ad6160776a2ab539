"""Keep the log in its tables: load what its growth rests on, and store what has grown."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import Any

import msgspec
from psycopg import AsyncConnection
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.transparency.growth import (
    Chain,
    DayMap,
    Growth,
    Id,
    LoggedLink,
    LoggedRecord,
    State,
    Used,
    new_chain,
)
from hub.audit.transparency.tree import At, Row, Span, nodes_of
from hub.db.copy import array, bytes_cell, copy_lines
from hub.db.driver import driver_of, rows_of

_FRONTIER = """
SELECT level, place, hash FROM log_node
JOIN unnest(%(levels)s::smallint[], %(places)s::bigint[]) AS wanted (level, place)
    USING (level, place)
WHERE tree = 0
"""
_CHAINS = """
SELECT holder_key, salt, tag, count, head FROM holder_chain
WHERE holder_key = ANY (%(holders)s::uuid[])
"""
_USED = """
SELECT c.holder_key, u.uses, c.head, c.salt, c.tag, c.count
FROM (SELECT holder_key, count(*) AS uses FROM holder_link WHERE day = %(day)s GROUP BY 1) u
JOIN holder_chain c USING (holder_key)
"""
_STORE_NODES = """
INSERT INTO log_node (tree, level, place, hash)
SELECT 0, level, place + step, substr(%(hashes)b, (1 + 32 * (before + step))::int, 32)
FROM unnest(%(levels)s::smallint[], %(places)s::bigint[], %(counts)s::bigint[],
    %(before)s::bigint[]) AS rows (level, place, count, before),
    generate_series(0, count - 1) AS step
"""
_STORE_RECORDS = """
INSERT INTO log_record (id, kind, place, nonce)
SELECT id, kind, place, substr(%(nonces)b, (32 * nth - 31)::int, 32)
FROM unnest(%(ids)s::uuid[], %(kinds)s::text[], %(places)s::bigint[])
    WITH ORDINALITY AS records (id, kind, place, nth)
"""
_STORE_LINKS = """
INSERT INTO holder_link (holder_key, count, record_id, place, day, logged_at, previous, parts)
SELECT holder_key, count, record_id, place, day, %(moment)s,
    CASE WHEN count = 1 THEN '' ELSE substr(%(previous)b, (32 * nth - 31)::int, 32) END,
    string_to_array(parts, ' ')::smallint[]
FROM unnest(%(holders)s::uuid[], %(counts)s::int[], %(records)s::uuid[], %(places)s::bigint[],
    %(days)s::date[], %(parts)s::text[])
    WITH ORDINALITY AS links (holder_key, count, record_id, place, day, parts, nth)
"""
_STORE_CHAINS = """
INSERT INTO holder_chain (holder_key, salt, tag, count, head)
SELECT holder_key, substr(%(salts)b, start, 32), substr(%(tags)b, start, 32), count,
    substr(%(heads)b, start, 32)
FROM (SELECT holder_key, count, (32 * nth - 31)::int AS start
    FROM unnest(%(holders)s::uuid[], %(counts)s::int[])
        WITH ORDINALITY AS chains (holder_key, count, nth)) AS chains
ON CONFLICT (holder_key) DO UPDATE SET count = excluded.count, head = excluded.head
"""
_LOCKED = "SELECT size, day, number, day_leaf, logged_at FROM log_state FOR UPDATE"
_STORE_STATE = """
UPDATE log_state SET size = %(size)s, day = %(day)s, number = %(number)s,
    day_leaf = %(day_leaf)b, logged_at = %(logged_at)s, note = %(note)s
"""


class Kept(msgspec.Struct, frozen=True):
    """Where the log stands, as it is stored; no day is open before the first record."""

    size: int
    day: date | None
    number: int
    day_leaf: bytes
    logged_at: datetime | None


async def locked(db: AsyncSession) -> Kept:
    """Return where the log stands, and keep whoever else would change it waiting."""
    (row,) = await rows_of(db, _LOCKED)
    return Kept(**row)


async def frontier(db: AsyncSession, size: int) -> dict[At, bytes]:
    """Return the roots of the perfect subtrees of the log, upon which it grows."""
    wanted = list(nodes_of(Span(0, size)))
    parameters = {
        "levels": array(at.level for at in wanted),
        "places": array(at.place for at in wanted),
    }
    rows = await rows_of(db, _FRONTIER, parameters)
    return {At(row["level"], row["place"]): row["hash"] for row in rows}


async def chains_of(db: AsyncSession, holders: Iterable[Id]) -> dict[Id, Chain]:
    """Return the chains of holders; whoever had none gets one."""
    wanted = set(holders)
    known = _chains(await rows_of(db, _CHAINS, {"holders": array(wanted)}))
    for holder in wanted - known.keys():
        known[holder] = new_chain()
        await asyncio.sleep(0)  # a tag takes a while: let requests go on
    return known


async def used_on(db: AsyncSession, day: date) -> tuple[list[Used], dict[Id, Chain]]:
    """Return how often each holder was logged in a day that is about to be closed."""
    rows = await rows_of(db, _USED, {"day": day})
    return [Used(row["holder_key"], row["uses"], row["head"]) for row in rows], _chains(rows)


async def store(db: AsyncSession, growth: Growth, nodes: Sequence[Row], moment: datetime) -> None:
    """Store what a log has grown by."""
    connection = await driver_of(db)
    await _store_nodes(connection, nodes)
    for day in growth.days:
        await _copy_day(connection, day)
    await _store_records(connection, growth.records)
    if growth.links:
        await _store_links(connection, growth.links, moment)
        await _store_chains(connection, growth)


async def store_state(db: AsyncSession, state: State, moment: datetime, note: str) -> None:
    """Store where the log stands, with its signed checkpoint."""
    stands = msgspec.structs.asdict(state) | {"logged_at": moment, "note": note}
    await (await driver_of(db)).execute(_STORE_STATE, stands)


def _chains(rows: Iterable[Mapping[str, Any]]) -> dict[Id, Chain]:
    return {
        row["holder_key"]: Chain(row["salt"], row["tag"], row["count"], row["head"]) for row in rows
    }


async def _store_nodes(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    lengths = [len(row.hashes) for row in rows]
    parameters = {
        "levels": array(row.level for row in rows),
        "places": array(row.place for row in rows),
        "counts": array(lengths),
        "before": array(accumulate(lengths[:-1], initial=0)),
        "hashes": b"".join(node for row in rows for node in row.hashes),
    }
    await connection.execute(_STORE_NODES, parameters)


async def _copy_day(connection: AsyncConnection, day: DayMap) -> None:
    closed = day.closed
    told = (closed.number, closed.day, closed.index, closed.entries)
    line = "\t".join((*map(str, told), bytes_cell(closed.root), bytes_cell(closed.previous)))
    columns = ("number", "day", "place", "entries", "root", "previous")
    await copy_lines(connection, "log_day", columns, [line])
    entries = [
        f"{closed.number}\t{place}\t{bytes_cell(entry.key)}\t{bytes_cell(entry.value)}"
        for place, entry in enumerate(day.entries)
    ]
    await copy_lines(connection, "log_day_entry", ("number", "place", "key", "value"), entries)
    nodes = [  # of a map there may be millions, which COPY takes block by block
        f"{closed.number}\t{level}\t{place}\t{bytes_cell(node)}"
        for level, first, hashes in day.nodes
        for place, node in enumerate(hashes, first)
    ]
    await copy_lines(connection, "log_node", ("tree", "level", "place", "hash"), nodes)


async def _store_records(connection: AsyncConnection, records: Sequence[LoggedRecord]) -> None:
    parameters = {
        "ids": array(each.id for each in records),
        "kinds": array(each.kind for each in records),
        "places": array(each.place for each in records),
        "nonces": b"".join(each.nonce for each in records),
    }
    await connection.execute(_STORE_RECORDS, parameters)


async def _store_links(
    connection: AsyncConnection, links: Sequence[LoggedLink], moment: datetime
) -> None:
    parameters = {
        "moment": moment,
        "holders": array(each.holder_key for each in links),
        "counts": array(each.link.count for each in links),
        "records": array(each.record_id for each in links),
        "places": array(each.place for each in links),
        "days": array(each.day for each in links),
        "parts": array(" ".join(map(str, each.link.parts)) for each in links),
        "previous": b"".join(each.link.previous or bytes(32) for each in links),
    }
    await connection.execute(_STORE_LINKS, parameters)


async def _store_chains(connection: AsyncConnection, growth: Growth) -> None:
    holders = list(dict.fromkeys(each.holder_key for each in growth.links))
    chains = [growth.chains[holder] for holder in holders]
    parameters = {
        "holders": array(holders),
        "counts": array(each.count for each in chains),
        "salts": b"".join(each.salt for each in chains),
        "tags": b"".join(each.tag for each in chains),
        "heads": b"".join(each.head for each in chains),
    }
    await connection.execute(_STORE_CHAINS, parameters)
