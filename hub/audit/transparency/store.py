"""Keep the log in its tables: load what its growth rests on, and store what has grown."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.transparency.documents import LOG
from hub.audit.transparency.growth import Chain, DayMap, Growth, State, Used, new_chain
from hub.audit.transparency.model import HolderChain, LogState
from hub.audit.transparency.tree import At, Span, nodes_of
from hub.db.copy import bytes_cell, copy_lines, json_parameter

_NODES = text("""
SELECT level, place, hash FROM log_node
JOIN unnest(CAST(:levels AS smallint[]), CAST(:places AS bigint[])) AS wanted (level, place)
    USING (level, place)
WHERE tree = 0
""")
_USED = text("""
SELECT c.holder_key, u.uses, c.head, c.salt, c.tag, c.count AS length
FROM (SELECT holder_key, count(*) AS uses FROM holder_link WHERE day = :day GROUP BY 1) u
JOIN holder_chain c USING (holder_key)
""")
_CHAINS = text("""
INSERT INTO holder_chain (holder_key, salt, tag, count, head)
SELECT key, decode(salt, 'hex'), decode(tag, 'hex'), count, decode(head, 'hex')
FROM json_to_recordset(:rows) AS r (key uuid, salt text, tag text, count integer, head text)
ON CONFLICT (holder_key) DO UPDATE SET count = excluded.count, head = excluded.head
""")


async def locked(db: AsyncSession) -> LogState:
    """Return where the log stands, and keep whoever else would change it waiting."""
    return (await db.scalars(select(LogState).with_for_update())).one()


async def frontier(db: AsyncSession, size: int) -> dict[At, bytes]:
    """Return the roots of the perfect subtrees of the log, upon which it grows."""
    wanted = list(nodes_of(Span(0, size)))
    parameters = {
        "levels": [at.level for at in wanted],
        "places": [at.place for at in wanted],
    }
    rows = await db.execute(_NODES, parameters)
    return {At(row.level, row.place): row.hash for row in rows}


async def chains_of(db: AsyncSession, holders: Iterable[UUID]) -> dict[UUID, Chain]:
    """Return the chains of holders; whoever had none gets one."""
    wanted = set(holders)
    rows = await db.scalars(select(HolderChain).where(HolderChain.holder_key.in_(wanted)))
    known = {row.holder_key: Chain(row.salt, row.tag, row.count, row.head) for row in rows}
    for holder in wanted - known.keys():
        known[holder] = new_chain()
        await asyncio.sleep(0)  # a tag takes a while: let requests go on
    return known


async def used_on(db: AsyncSession, day: date) -> tuple[list[Used], dict[UUID, Chain]]:
    """Return how often each holder was logged in a day that is about to be closed."""
    rows = (await db.execute(_USED, {"day": day})).all()
    used = [Used(row.holder_key, row.uses, row.head) for row in rows]
    return used, {row.holder_key: Chain(row.salt, row.tag, row.length, row.head) for row in rows}


async def store(db: AsyncSession, growth: Growth, nodes: dict[At, bytes], moment: datetime) -> None:
    """Store what a log has grown by."""
    raw = await (await db.connection()).get_raw_connection()
    connection = raw.driver_connection
    if not isinstance(connection, AsyncConnection):
        raise TypeError(type(connection))
    await _copy_nodes(connection, LOG, nodes)
    for day in growth.days:
        await _copy_day(connection, day)
    records = [
        f"{each.id}\t{each.kind}\t{each.place}\t{bytes_cell(each.nonce)}" for each in growth.records
    ]
    await copy_lines(connection, "log_record", ("id", "kind", "place", "nonce"), records)
    await _copy_links(connection, growth, moment)
    grown = {link.holder_key for link in growth.links}
    rows = [_chain_row(holder, growth.chains[holder]) for holder in grown]
    await db.execute(_CHAINS, {"rows": json_parameter(rows)})


async def store_state(db: AsyncSession, state: State, moment: datetime, note: str) -> None:
    """Store where the log stands, with its signed checkpoint."""
    now = {"size": state.size, "day": state.day, "number": state.number}
    told = {"day_leaf": state.day_leaf, "logged_at": moment, "note": note}
    await db.execute(update(LogState).values(**now, **told))


async def _copy_nodes(connection: AsyncConnection, tree: int, nodes: dict[At, bytes]) -> None:
    lines = [f"{tree}\t{at.level}\t{at.place}\t{bytes_cell(node)}" for at, node in nodes.items()]
    await copy_lines(connection, "log_node", ("tree", "level", "place", "hash"), lines)


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
    await _copy_nodes(connection, closed.number, day.nodes)


async def _copy_links(connection: AsyncConnection, growth: Growth, moment: datetime) -> None:
    columns = ("holder_key", "count", "record_id", "place", "day", "logged_at", "previous", "parts")
    lines = [
        f"{each.holder_key}\t{each.link.count}\t{each.record_id}\t{each.place}\t{each.day}\t"
        f"{moment.isoformat()}\t{bytes_cell(each.link.previous)}\t{_numbers(each.link.parts)}"
        for each in growth.links
    ]
    await copy_lines(connection, "holder_link", columns, lines)


def _numbers(numbers: Sequence[int]) -> str:
    return f"{{{','.join(map(str, numbers))}}}"


def _chain_row(holder: UUID, chain: Chain) -> dict[str, object]:
    return {
        "key": holder,
        "salt": chain.salt.hex(),
        "tag": chain.tag.hex(),
        "count": chain.count,
        "head": chain.head.hex(),
    }
