"""Images leave by a link that works once, decided anew as it is followed (one-use link)."""

import base64

import orjson

from hub.audit.call import Call
from hub.reading.links import IMAGES, LinkInvalid, once_of
from hub.reading.read import Reading
from hub.reading.scope import ById, Query, Wanted


async def read_image(reading: Reading, call: Call, text: str) -> bytes:
    """Return the image behind a link, decided anew, and use the link up.

    Raises: LinkInvalid.
    """
    call.usage.decided = True
    followed = reading.files(call, IMAGES).open(text, call.moment)
    key, _, ordinal = followed.part.partition("#")
    wanted = Wanted(frozenset({key}), images=True)
    answer = await reading.read(call, Query(ById(*followed.keys), wanted))
    for row in answer.rows:
        for cell in row.decided.cells:
            if cell.granted and cell.cell.ordinal == int(ordinal or 1):
                call.usage.consumptions.append(once_of(text, followed))
                return _bytes(answer.values.stored(row, cell))
    raise LinkInvalid


def _bytes(value: str | None) -> bytes:
    """Return the bytes of an image, which is stored as base64 in JSON."""
    if value is None:
        raise LinkInvalid
    return base64.b64decode(orjson.loads(value))
