"""Look up how licenses stand, by entry, issuer and serial."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row

from hub.db.copy import json_parameter
from hub.licenses.book import State
from hub.licenses.drafts import Change, Key

_KEY = ("entry_id", "issuer_code", "serial")

# Locators keep the code that a license was issued under, whoever has succeeded its issuer since.
_STATES = """
WITH wanted AS (
    SELECT DISTINCT ON (entry_id, issuer_code, serial) issuer_code, license_id, holder_key
    FROM json_to_recordset(%s::json) AS w (entry_id int, issuer_code text, serial text)
    JOIN license_locator USING (entry_id, issuer_code, serial)
)
SELECT
    w.issuer_code AS known_as,
    l.id, l.entry_id, l.issuer_id, l.serial, l.version, l.identifier, l.grade, l.revision,
    l.status, l.issued_on, l.valid_from, l.valid_until, l.ended_on, l.region, l.origin, l.face_id,
    l.sequence, l.last_stop, l.last_event, l.holder_key, l.holders, l.co_issuers, v.digest
FROM wanted w
JOIN license l ON (l.holder_key, l.id) = (w.holder_key, w.license_id)
JOIN license_version v
    ON (v.holder_key, v.license_id, v.sequence) = (l.holder_key, l.id, l.sequence)
"""
_MACS = """
SELECT v.license_id, v.version, v.content_mac
FROM json_to_recordset(%s::json) AS w (holder_key uuid, license_id uuid)
JOIN license_version v USING (holder_key, license_id)
WHERE v.event IN ('ISSUED', 'CHANGED', 'RENEWED')
"""
_KNOWN = """
SELECT entry_id, issuer_code, serial
FROM json_to_recordset(%s::json) AS w (entry_id int, issuer_code text, serial text)
JOIN license_locator USING (entry_id, issuer_code, serial)
"""
_TAKEN = """
SELECT identifier FROM json_array_elements_text(%s::json) AS w (identifier)
JOIN license_locator USING (identifier)
"""


async def known_states(connection: AsyncConnection, changes: Iterable[Change]) -> dict[Key, State]:
    """Return the licenses that changes may concern, by every key that finds them."""
    wanted = {key for change in changes for key in change.keys}
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_STATES, [_named(wanted)])
        rows = await cursor.fetchall()
    by_id: dict[UUID, State] = {}
    states = {_key(row): by_id.setdefault(row["id"], _state(row)) for row in rows}
    for license_id, version, mac in await _macs(connection, by_id.values()):
        by_id[license_id].macs[version] = mac
    return states


def _named(keys: Iterable[Key]) -> str:
    return json_parameter([dict(zip(_KEY, key, strict=True)) for key in keys])


def _key(row: DictRow) -> Key:
    return row["entry_id"], row.pop("known_as"), row["serial"]


def _state(row: DictRow) -> State:
    return msgspec.convert({**row, "macs": {}}, State)


async def _macs(
    connection: AsyncConnection, states: Iterable[State]
) -> Sequence[tuple[UUID, int, bytes]]:
    known = [{"holder_key": state.holder_key, "license_id": state.id} for state in states]
    if not known:
        return []
    return await (await connection.execute(_MACS, [json_parameter(known)])).fetchall()


async def known_keys(connection: AsyncConnection, keys: Iterable[Key]) -> set[Key]:
    """Return by which keys a license is known."""
    return set(await (await connection.execute(_KNOWN, [_named(keys)])).fetchall())


async def taken_identifiers(connection: AsyncConnection, wanted: Sequence[str]) -> set[str]:
    """Return which identifiers of new versions already name something."""
    rows = await (await connection.execute(_TAKEN, [json_parameter(wanted)])).fetchall()
    return {identifier for (identifier,) in rows}
