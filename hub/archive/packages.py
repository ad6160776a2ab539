"""Put the archive package of a license together (归档包, art. 6), and seal it."""

from typing import Any, Final

import orjson

from hub.archive.histories import History, history_of
from hub.archive.refusals import PackageReserved
from hub.archive.sealing import center_seal
from hub.audit.call import Call
from hub.issuing.desk import Desk
from hub.licenses.sealed import DocumentFormat, document_place
from hub.policy.entry import HOLDER_CODE, METADATA
from hub.reading.documents import whole
from hub.reading.read import Answer
from hub.reading.scope import ById

_DOCUMENTS: Final = """
SELECT d.format, d.sequence, d.document FROM license_document d
JOIN license_version v USING (holder_key, license_id, sequence)
WHERE d.holder_key = $1 AND d.license_id = $2 AND v.face_id = $3 ORDER BY d.format DESC
"""
SHOWN: Final = METADATA - {HOLDER_CODE}
"""The metadata that stand in `license.json`; the codes of holders are in the document alone."""


async def archive_package(call: Call, desk: Desk, scope: ById) -> bytes:
    """Return a license with its documents and its history as one sealed package.

    It is for its holders and its issuer, where all that is printed is granted to them.

    Raises: LinkInvalid, DocumentNotYours, PackageReserved, NoArchiveSeal, and whatever a read is
        refused by.
    """
    answer = await whole(desk.reading, call, scope)
    if not answer.rows[0].decided.own:
        raise PackageReserved
    record = answer.rows[0].record
    async with call.read() as connection:
        history = await history_of(connection, record["holder_key"], record["id"])
        named = record["holder_key"], record["id"], record["face_id"]
        documents = await connection.fetch(_DOCUMENTS, *named)
    async with desk.doors.writer.begin() as db:
        seal = await center_seal(desk, db, call.moment)
    files = {"license.json": _json(_license(answer, history))}
    for found in documents:
        place = document_place(record["id"], found["sequence"], DocumentFormat(found["format"]))
        name = f"document.{found['format'].lower()}"
        files[name] = desk.reading.envelopes.open(found["document"], place)
    files["history.json"] = _json(history.told)
    return await seal.package(files, call.moment)


def _license(answer: Answer, history: History) -> dict[str, Any]:
    row = answer.rows[0]
    told: dict[str, Any] = {
        "entry": row.decided.shelf.code,
        "version": history.version,
        "link": history.digest,
        "state": row.decided.state,
        "origin": row.record["origin"],
    }
    for cell in row.decided.cells:
        text = answer.values.json_of(row, cell) if cell.cell.field.key in SHOWN else None
        if text is None:
            continue
        if cell.holder is None:
            told[cell.cell.field.key] = orjson.loads(text)
        else:
            told.setdefault(cell.cell.field.key, []).append(orjson.loads(text))
    return told


def _json(told: dict[str, Any]) -> bytes:
    return orjson.dumps(told, option=orjson.OPT_INDENT_2)
