"""Images leave by a link that works once, decided anew as it is followed (one-use link)."""

import base64
from hashlib import sha256

import orjson

from hub.audit.call import Call
from hub.audit.once import Once
from hub.reading.read import Reading
from hub.reading.scope import ById, Query, Wanted
from hub.reading.tickets import LinkInvalid, Ticket


async def read_image(reading: Reading, call: Call, text: str) -> bytes:
    """Return the image behind a link, decided anew, and use the link up.

    Raises: LinkInvalid.
    """
    call.usage.decided = True
    ticket = reading.tickets(call).open(text)
    if ticket.expires_at <= call.moment:
        raise LinkInvalid
    key, _, ordinal = ticket.name.partition("#")
    wanted = Wanted(frozenset({key}), images=True)
    answer = await reading.read(call, Query(ById(ticket.holder_key, ticket.license_id), wanted))
    for row in answer.rows:
        for cell in row.decided.cells:
            if cell.granted and cell.cell.ordinal == int(ordinal or 1):
                call.usage.consumptions.append(_once(text, ticket))
                return _bytes(answer.values.stored(row, cell))
    raise LinkInvalid


def _once(text: str, ticket: Ticket) -> Once:
    return Once(sha256(text.encode()).digest(), ticket.expires_at)


def _bytes(value: str | None) -> bytes:
    """Return the bytes of an image, which is stored as base64 in JSON."""
    if value is None:
        raise LinkInvalid
    return base64.b64decode(orjson.loads(value))
