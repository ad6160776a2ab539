"""Read the documents of an application."""

from datetime import datetime

import msgspec

from hub.audit.call import Call
from hub.db.engine import ReaderConnection
from hub.partners.clients.refusals import ClientNotFound
from hub.partners.clients.rules import check_administrator

TEXT = "SELECT text FROM registered_document WHERE sha256 = $1 LIMIT 1"

OF_CLIENT = """
SELECT jsonb_build_object(
    'client', a.client,
    'restricted', EXISTS (SELECT FROM document_list WHERE client = a.client AND restricted),
    'documents', coalesce((
        SELECT jsonb_agg(to_jsonb(d) ORDER BY d.registered_at, d.sha256)
        FROM registered_document d WHERE d.client = a.client AND d.withdrawn_at IS NULL), '[]'))
FROM (SELECT id AS client, organization_id FROM client
    UNION SELECT client, organization_id FROM showing_application) a
WHERE a.client = $2 AND (a.organization_id = $1
    OR EXISTS (SELECT FROM organization WHERE id = $1 AND kind = 'DATA_CENTER'))
"""


class DocumentFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A registered document."""

    sha256: str
    text: str
    registered_at: datetime


class ListFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The documents of an application that are in use."""

    client: str
    restricted: bool
    documents: list[DocumentFacts]


async def text_of(connection: ReaderConnection, digest: str) -> str | None:
    """Return the text of a document: whoever registered it, there is one text for a digest."""
    text: str | None = await connection.fetchval(TEXT, digest)
    return text


async def registered_documents(call: Call, client: str) -> ListFacts:
    """Return the documents of an application, to who administrates it (art. 16).

    Raises: AdministratorNeeded, ClientNotFound.
    """
    async with call.read() as connection:
        check_administrator(call.caller)
        office = call.caller.organization
        told = await connection.fetchval(OF_CLIENT, office.id if office else None, client)
    if told is None:
        raise ClientNotFound
    return msgspec.convert(told, ListFacts)
