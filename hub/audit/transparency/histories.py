"""Histories: a holder's complete list of uses over a range of days, provable offline."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from hub.audit.call import Call
from hub.audit.transparency.documents import (
    ShownDay,
    ShownHistory,
    ShownLink,
    ShownRecord,
    history,
)
from hub.audit.transparency.growth import MapEntry
from hub.audit.transparency.leaves import Body, ClosedDay, Record
from hub.audit.transparency.queries import Signed, stands, written
from hub.audit.transparency.receipts import (
    LINKS,
    LOGGED,
    StoredLink,
    patterns_of,
    stored_link,
)
from hub.audit.transparency.records import REQUEST, USAGE, Row, usage_bodies
from hub.audit.transparency.refusals import UsageRangeInvalid, UsageTooLong
from hub.audit.transparency.salts import day_key, open_quarter, quarter_of, quarter_salt
from hub.db.engine import ReaderConnection
from hub.db.ids import FIRST_ID

MOST_DAYS: Final = 92
MOST_USES: Final = 500

_CHAINS = "SELECT holder_key, salt, tag FROM holder_chain WHERE holder_key = ANY ($1)"
_DAYS = """
SELECT number, day, place, entries, root, previous FROM log_day
WHERE day >= $1 AND place < $2 ORDER BY number
"""
_EDGES = "SELECT min(day), max(day) FROM log_day WHERE place < $1"
_IN_RANGE = (
    LINKS
    + """
WHERE l.holder_key = $1 AND l.day BETWEEN $2 AND $3 AND l.place < $4 ORDER BY l.count LIMIT $5
"""
)
RECORDS = USAGE + "WHERE e.id = ANY ($1) AND e.id BETWEEN $2 AND $3"
_NEAR = """
SELECT w.number, e.place, e.key, e.value
FROM unnest($1::int[], $2::bytea[]) AS w (number, key)
CROSS JOIN LATERAL (
    (SELECT place, key, value FROM log_day_entry
        WHERE number = w.number AND log_day_entry.key <= w.key ORDER BY key DESC LIMIT 1)
    UNION ALL
    (SELECT place, key, value FROM log_day_entry
        WHERE number = w.number AND log_day_entry.key > w.key ORDER BY key LIMIT 1)
) e
"""


async def prove_usage(call: Call, first: date, last: date) -> list[Body]:
    """Return the complete lists of the caller's own holders, for `hub-verify history`.

    A holder whose licenses nobody ever looked at has no list yet.

    Raises: UsageRangeInvalid, UsageTooLong, NotYetLogged.
    """
    if first > last or (last - first).days >= MOST_DAYS:
        raise UsageRangeInvalid(most=MOST_DAYS)
    async with call.read() as connection:
        signed = await stands(connection)
        own = await connection.fetch(_CHAINS, list(call.own_keys))
        return [await _history(connection, signed, row, first, last) for row in own]


async def _history(
    connection: ReaderConnection, signed: Signed, chain: Mapping[str, Any], first: date, last: date
) -> Body:
    begin, end = await _closed_range(connection, signed.size, first, last)
    days = await _days(connection, signed.size, begin, end, chain["salt"])
    arguments = (chain["holder_key"], begin, max(last, end), signed.size, MOST_USES + 1)
    links = [stored_link(row) for row in await connection.fetch(_IN_RANGE, *arguments)]
    if len(links) > MOST_USES:
        raise UsageTooLong(most=MOST_USES)
    shown = ShownHistory(
        first=begin,
        last=end,
        tag=chain["tag"],
        quarters=[open_quarter(chain["salt"], each) for each in _quarters(days, links)],
        days=days,
        entries=await _entries(connection, links),
    )
    return await written(connection, lambda nodes: history(signed.note, signed.size, shown, nodes))


async def _closed_range(
    connection: ReaderConnection, size: int, first: date, last: date
) -> tuple[date, date]:
    """Return the range, within the days that are closed: only for those is a list complete."""
    row = await connection.fetchrow(_EDGES, size)
    if row is None or row[0] is None:
        return first, first - timedelta(days=1)
    end = max(min(last, row[1]), row[0])
    return max(min(first, end), row[0]), end


async def _days(
    connection: ReaderConnection, size: int, begin: date, end: date, salt: bytes
) -> list[ShownDay]:
    """Return the days from the one before the range to the last, with the maps of the range."""
    rows = await connection.fetch(_DAYS, begin - timedelta(days=1), size)
    asked = [row for row in rows if begin <= row["day"] <= end]
    keys = [day_key(quarter_salt(salt, quarter_of(row["day"])), row["day"]) for row in asked]
    found = await connection.fetch(_NEAR, [row["number"] for row in asked], keys)
    near: dict[int, dict[int, MapEntry]] = {row["number"]: {} for row in rows}
    for row in found:
        near[row["number"]][row["place"]] = MapEntry(row["key"], row["value"])
    present = {row["number"]: key for row, key in zip(asked, keys, strict=True)}
    return [
        ShownDay(_closed(row), _relevant(near[row["number"]], present.get(row["number"])))
        for row in rows
    ]


def _relevant(near: dict[int, MapEntry], key: bytes | None) -> dict[int, MapEntry]:
    """Keep the holder's own entry, or the two between which it would lie."""
    own = {place: entry for place, entry in near.items() if entry.key == key}
    return own or near


def _closed(row: Mapping[str, Any]) -> ClosedDay:
    return ClosedDay(
        row["day"].isoformat(),
        row["number"],
        row["place"],
        row["entries"],
        row["root"],
        row["previous"],
    )


def _quarters(days: Sequence[ShownDay], links: Sequence[StoredLink]) -> list[int]:
    mapped = {quarter_of(date.fromisoformat(day.closed.day)) for day in days if day.near}
    return sorted(mapped | {quarter_of(link.day) for link in links})


async def _entries(
    connection: ReaderConnection, links: Sequence[StoredLink]
) -> list[tuple[ShownLink, ShownRecord]]:
    ids = [link.record_id for link in links]
    logged = {row["id"]: row for row in await connection.fetch(LOGGED, ids)}
    between = (min(ids, default=FIRST_ID), max(ids, default=FIRST_ID))
    rows = {row["id"]: row for row in await connection.fetch(RECORDS, ids, *between)}
    patterns = await patterns_of(connection, rows.values())

    def opened() -> list[tuple[ShownLink, ShownRecord]]:
        return [
            (
                link.shown(),
                _record(logged[link.record_id], rows.get(link.record_id), patterns, link),
            )
            for link in links
        ]

    return await asyncio.to_thread(opened)


def _record(
    logged: Row, row: Row | None, patterns: Mapping[bytes, Body], link: StoredLink
) -> ShownRecord:
    """Open a record for a holder; of one that was erased, its tombstone is left.

    One that is gone and was never erased has nothing to show, and the checker says so.
    """
    if logged["nonce"] is None:
        return ShownRecord(logged["place"], None)
    if row is None:
        return ShownRecord(logged["place"], Record(logged["nonce"], []))
    record = Record(logged["nonce"], usage_bodies(row, patterns))
    return ShownRecord(logged["place"], record, (REQUEST, *link.parts))
