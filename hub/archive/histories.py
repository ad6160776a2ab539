"""Write the history of a license down: its links, and their seals made whole (版本链, art. 24)."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg

from hub.db.engine import ReaderConnection
from hub.issuing.workshop import LINK
from hub.seals.kept import unpacked
from hub.seals.stamping import made_whole, to_sign
from hub.seals.structures import read_seal

_LINKS: Final = """
SELECT sequence, version, link, digest, previous, seals FROM license_version
WHERE holder_key = $1 AND license_id = $2 ORDER BY sequence
"""
_SEALS: Final = "SELECT id, certificate, seal FROM seal WHERE id = ANY ($1)"

LACKING: Final = (
    "这些版本形成于本系统保存版本链文本之前，仅有摘要值。 Digests alone are kept of these."
)


class History(NamedTuple):
    """The history as it stands in a package; digest and version of its newest link."""

    told: dict[str, Any]
    digest: str
    version: int


async def history_of(connection: ReaderConnection, holder_key: UUID, license_id: UUID) -> History:
    """Return every link of a license; of those whose text was not kept it says so."""
    rows = await connection.fetch(_LINKS, holder_key, license_id)
    used = {unpacked(kept).seal for row in rows for kept in row["seals"]}
    seals = {row["id"]: row for row in await connection.fetch(_SEALS, list(used))}
    told: dict[str, Any] = {"links": [_link(row, seals) for row in rows if row["link"]]}
    lacking = [_lacking(row) for row in rows if not row["link"]]
    if lacking:
        told["lacking"] = {"why": LACKING, "links": lacking}
    return History(told, rows[-1]["digest"].hex(), rows[-1]["version"])


def _link(row: asyncpg.Record, seals: Mapping[UUID, asyncpg.Record]) -> dict[str, Any]:
    return {
        "sequence": row["sequence"],
        "link": row["link"],
        "digest": row["digest"].hex(),
        "previous": row["previous"] and row["previous"].hex(),
        "seals": list(_seals(row, seals)),
    }


def _seals(row: asyncpg.Record, seals: Mapping[UUID, asyncpg.Record]) -> Iterable[str]:
    for kept in row["seals"]:
        use = unpacked(kept)
        register = seals[use.seal]
        signed = to_sign(read_seal(register["seal"]), row["digest"], use.at, LINK)
        whole = made_whole(signed, register["certificate"], use.signature)
        yield base64.b64encode(whole).decode()


def _lacking(row: asyncpg.Record) -> dict[str, Any]:
    return {"sequence": row["sequence"], "digest": row["digest"].hex()}
