"""Read a client as it stands when it asks for a token."""

import msgspec

from hub.db.engine import ReaderConnection
from hub.partners.clients.rules import ClientFacts

CLIENT = """
SELECT json_build_object(
    'id', c.id, 'account_id', c.account_id, 'dpop', c.dpop,
    'organization_id', o.id, 'organization_code', o.code,
    'active', o.active AND a.active AND c.retired_at IS NULL,
    'keys', coalesce((SELECT json_object_agg(kid, jwk) FROM client_key
        WHERE client_id = c.id AND retired_at IS NULL), '{}'))::text
FROM client c
JOIN organization o ON o.id = c.organization_id
JOIN account a ON a.id = c.account_id
WHERE c.id = $1
"""


async def find_client(connection: ReaderConnection, client_id: str) -> ClientFacts | None:
    """Return a client with the keys that it has in use."""
    found = await connection.fetchval(CLIENT, client_id)
    return None if found is None else msgspec.json.decode(found, type=ClientFacts)
