"""Look at what of a province is founded already."""

from typing import Final

import msgspec

from hub.audit.call import Call
from hub.founding.rules import Known

KNOWN: Final = """
SELECT (to_jsonb(organization) || jsonb_build_object(
    'parent', (SELECT code FROM organization AS above WHERE above.id = organization.parent_id),
    'successor', (SELECT code FROM organization AS next WHERE next.id = organization.successor_id)
))::text FROM organization WHERE code = $1
"""


async def known_organization(call: Call, code: str) -> Known | None:
    """Return an organization as it stands."""
    async with call.read() as connection:
        found = await connection.fetchval(KNOWN, code)
    return None if found is None else msgspec.json.decode(found, type=Known)
