"""Read which applications are, or were, recognized; anybody may know (art. 17)."""

from datetime import datetime

import msgspec

from hub.audit.call import Call

APPLICATIONS = """
SELECT client, organization_id, zh, en, recognized_at, withdrawn_at
FROM showing_application ORDER BY client
"""


class ApplicationFacts(msgspec.Struct, frozen=True):
    """An application as anybody may know it."""

    client: str
    organization_id: int
    zh: str
    en: str
    recognized_at: datetime
    withdrawn_at: datetime | None


async def showing_applications(call: Call) -> list[ApplicationFacts]:
    """Return every application that was ever recognized, in the order of their clients."""
    async with call.read() as connection:
        rows = await connection.fetch(APPLICATIONS)
    return [msgspec.convert(dict(row), ApplicationFacts) for row in rows]
