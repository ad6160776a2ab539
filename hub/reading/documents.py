"""Sealed documents leave by a link that works once, decided anew as it is followed (art. 15(2)).

The document shows all that is printed on the license, so it is for those alone to whom every such
cell is granted; whoever may see less takes an archival copy, which shows no more than that.
"""

from collections.abc import Iterator
from typing import Final

from hub.audit.call import Call
from hub.errors import Kind, Refusal
from hub.licenses.sealed import DocumentFormat, document_place
from hub.reading.decide import DecidedCell, Row
from hub.reading.links import DOCUMENTS, LinkInvalid, once_of
from hub.reading.read import Answer, Reading
from hub.reading.scope import ById, Query, Wanted

_DOCUMENT: Final = """
SELECT d.sequence, d.document FROM license_document d
JOIN license_version v USING (holder_key, license_id, sequence)
WHERE d.holder_key = $1 AND d.license_id = $2 AND d.format = $3 AND v.face_id = $4
"""


class DocumentNotYours(Refusal):
    """Not every field of the license is granted to the caller for taking it away."""

    kind = Kind.FORBIDDEN
    zh = "您未获准下载该证照的全部照面信息，可改取存档副本（第十九条）"
    en = "Not every field is granted to you for download; take an archival copy instead (art. 19)"


class NoDocument(Refusal):
    """The license was sealed elsewhere, and the hub holds no document of it."""

    kind = Kind.NOT_FOUND
    zh = "本系统没有该证照的版式文件"
    en = "The hub holds no document of this license"


async def read_document(reading: Reading, call: Call, text: str) -> tuple[DocumentFormat, bytes]:
    """Return the sealed document behind a link, decided anew, and use the link up.

    Raises: LinkInvalid, DocumentNotYours, NoDocument, and whatever a read is refused by.
    """
    call.usage.decided = True
    followed = reading.files(call, DOCUMENTS).open(text, call.moment)
    answer = await whole(reading, call, ById(*followed.keys))
    kind = DocumentFormat(followed.part)
    document = await _stored(reading, call, answer.rows[0], kind)
    call.usage.consumptions.append(once_of(text, followed))
    return kind, document


async def whole(reading: Reading, call: Call, scope: ById) -> Answer:
    """Decide a license of which everything is to be taken away.

    Raises: LinkInvalid, DocumentNotYours, and whatever a read is refused by.
    """
    answer = await reading.read(call, Query(scope, Wanted(history=True), download=True))
    if not answer.rows:
        raise LinkInvalid
    if not all(cell.granted for cell in _printed(answer.rows[0])):
        raise DocumentNotYours
    return answer


def _printed(row: Row) -> Iterator[DecidedCell]:
    """Yield the cells that stand on the document, as the revision says it was made under."""
    made_under = row.decided.shelf.revisions[row.record["revision"]].by_key
    for cell in row.decided.cells:
        if made_under[cell.cell.field.key].printed:
            yield cell


async def _stored(reading: Reading, call: Call, row: Row, kind: DocumentFormat) -> bytes:
    """Return the document of the very face that was decided."""
    record = row.record
    named = record["holder_key"], record["id"], kind.value, record["face_id"]
    async with call.read() as connection:
        found = await connection.fetchrow(_DOCUMENT, *named)
    if found is None:
        raise NoDocument
    place = document_place(record["id"], found["sequence"], kind)
    return reading.envelopes.open(found["document"], place)
