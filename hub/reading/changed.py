"""Tell which fields of a license say something else than an earlier version did; never what."""

from binascii import a2b_base64
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from hub.audit.call import Call
from hub.policy.entry import STATUS, VALID_FROM, VALID_UNTIL
from hub.reading.read import Reading

_BOTH: Final = """
SELECT l.face_id, l.status, l.valid_from, l.valid_until, v.face_id AS then_face,
    v.status AS then_status
FROM license l JOIN license_version v ON v.holder_key = l.holder_key AND v.license_id = l.id
WHERE l.holder_key = $1 AND l.id = $2 AND v.sequence = $3
"""
_FACES: Final = """
SELECT face_id, face, face_sealed FROM license_face WHERE holder_key = $1 AND face_id = ANY ($2)
"""


class Version(NamedTuple):
    """A version of a license: its place in the chain, and the days that lie in no cell of it."""

    holder_key: UUID
    license_id: UUID
    sequence: int
    valid_from: date | None
    valid_until: date | None


async def changed_fields(call: Call, reading: Reading, then: Version) -> frozenset[str]:
    """Return the keys of the fields that are not what they were; no value leaves.

    What each version has anew, its identifier and its day of issue, is not among them.
    """
    async with call.read() as connection:
        named = then.holder_key, then.license_id, then.sequence
        row = await connection.fetchrow(_BOTH, *named)
        faces = await connection.fetch(_FACES, then.holder_key, [row["then_face"], row["face_id"]])
    said = {face["face_id"]: _cells(reading, face) for face in faces}
    before = said[row["then_face"]] | {
        STATUS: row["then_status"],
        VALID_FROM: then.valid_from,
        VALID_UNTIL: then.valid_until,
    }
    now = {key: row[key] for key in (STATUS, VALID_FROM, VALID_UNTIL)}
    after = said[row["face_id"]] | now
    cells = (cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell))
    return frozenset(cell.partition("#")[0] for cell in cells)


def _cells(reading: Reading, face: Mapping[str, Any]) -> dict[str, Any]:
    """Return what every cell of a version says."""
    bound: bytes = face["face_id"].bytes
    opened = {
        cell: orjson.loads(reading.envelopes.open(a2b_base64(sealed), bound + cell.encode()))
        for cell, sealed in face["face_sealed"].items()
    }
    return {**face["face"], **opened}
