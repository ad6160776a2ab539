"""Tell which fields of a license say something else than an earlier version did; never what."""

from binascii import a2b_base64
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from hub.audit.call import Call
from hub.policy.entry import STATUS, VALID_FROM, VALID_UNTIL
from hub.policy.terms import LicenseStatus
from hub.reading.read import Reading

_NOW: Final = """
SELECT face_id, status, valid_from, valid_until FROM license WHERE holder_key = $1 AND id = $2
"""
_FACES: Final = """
SELECT face_id, face, face_sealed FROM license_face WHERE holder_key = $1 AND face_id = ANY ($2)
"""


class Version(NamedTuple):
    """A version of a license: its cells, and what it said beside them."""

    face_id: UUID
    status: LicenseStatus
    valid_from: date | None
    valid_until: date | None

    @property
    def beside(self) -> dict[str, Any]:
        """Return the fields that lie in no cell; what each version has anew is not among them."""
        return {
            STATUS: self.status,
            VALID_FROM: self.valid_from,
            VALID_UNTIL: self.valid_until,
        }


async def changed_fields(
    call: Call, reading: Reading, holder_key: UUID, license_id: UUID, then: Version
) -> frozenset[str]:
    """Return the keys of the fields that are not what they were; no value leaves."""
    async with call.read() as connection:
        row = await connection.fetchrow(_NOW, holder_key, license_id)
        now = Version(row["face_id"], LicenseStatus(row["status"]), *list(row)[2:])
        faces = await connection.fetch(_FACES, holder_key, [then.face_id, now.face_id])
    said = {face["face_id"]: _cells(reading, face) for face in faces}
    before = said[then.face_id] | then.beside
    after = said[now.face_id] | now.beside
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
