"""Look up how licenses stand, by entry, issuer and serial."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row

from hub.licenses.book import State
from hub.licenses.drafts import Change, Key, LicenseDraft

# Locators keep the code that a license was issued under, whoever has succeeded its issuer since.
_STATES = """
WITH wanted AS (
    SELECT DISTINCT ON (entry_id, issuer_code, serial) issuer_code, license_id, holder_key
    FROM unnest(%s::int[], %s::text[], %s::text[]) AS w (entry_id, issuer_code, serial)
    JOIN license_locator USING (entry_id, issuer_code, serial)
)
SELECT
    w.issuer_code AS known_as,
    l.id, l.entry_id, l.issuer_id, l.serial, l.version, l.identifier, l.grade, l.revision,
    l.status, l.issued_on, l.valid_from, l.valid_until, l.ended_on, l.region, l.origin, l.face_id,
    l.sequence, l.last_stop, l.last_event, l.holder_key, l.holders, v.digest
FROM wanted w
JOIN license l ON (l.holder_key, l.id) = (w.holder_key, w.license_id)
JOIN license_version v
    ON (v.holder_key, v.license_id, v.sequence) = (l.holder_key, l.id, l.sequence)
"""
_MACS = """
SELECT v.license_id, v.version, v.content_mac
FROM unnest(%s::uuid[], %s::uuid[]) AS w (holder_key, license_id)
JOIN license_version v USING (holder_key, license_id)
WHERE v.event IN ('ISSUED', 'CHANGED')
"""
_TAKEN = "SELECT identifier FROM license_locator WHERE identifier = ANY(%s)"


async def known_states(connection: AsyncConnection, changes: Iterable[Change]) -> dict[Key, State]:
    """Return the licenses that changes may concern, by every key that finds them."""
    wanted = {key for change in changes for key in change.keys}
    columns = [list(column) for column in zip(*wanted, strict=True)]
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_STATES, columns)
        rows = await cursor.fetchall()
    by_id: dict[UUID, State] = {}
    states = {_key(row): by_id.setdefault(row["id"], _state(row)) for row in rows}
    for license_id, version, mac in await _macs(connection, by_id.values()):
        by_id[license_id].macs[version] = mac
    return states


def _key(row: DictRow) -> Key:
    return row["entry_id"], row.pop("known_as"), row["serial"]


def _state(row: DictRow) -> State:
    return msgspec.convert({**row, "macs": {}}, State)


async def _macs(
    connection: AsyncConnection, states: Iterable[State]
) -> Sequence[tuple[UUID, int, bytes]]:
    known = [(state.holder_key, state.id) for state in states]
    if not known:
        return []
    columns = [list(column) for column in zip(*known, strict=True)]
    return await (await connection.execute(_MACS, columns)).fetchall()


async def taken_identifiers(connection: AsyncConnection, changes: Iterable[Change]) -> set[str]:
    """Return which identifiers of new versions already name something."""
    wanted = [each.content.identifier for each in changes if isinstance(each, LicenseDraft)]
    rows = await (await connection.execute(_TAKEN, [wanted])).fetchall()
    return {identifier for (identifier,) in rows}
