"""Read what was sent from a page's form, and no more of it than a form may be."""

from typing import Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from hub.web.front.refusals import BodyTooLarge
from hub.web.front.weights import KIBIBYTE, LARGEST_BODIES, LARGEST_BODY, part_of
from hub.web.pages.refusals import FormUnreadable

MOST_FIELDS: Final = 1000
MOST_FILES: Final = 4
LONGEST_FIELD: Final = 256 * KIBIBYTE


async def read_form(request: Request, most: int | None = None) -> FormData:
    """Return the fields and files of a form, of no more bytes than `most` or what its path takes.

    Raises: BodyTooLarge, FormUnreadable.
    """
    most = most or LARGEST_BODIES.get(part_of(request.url.path)) or LARGEST_BODY
    bounded = Request(request.scope, _bounded(request.receive, most))
    try:
        form = await bounded.form(
            max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD
        )
    except (MultiPartException, HTTPException, ClientDisconnect, ValueError) as error:
        raise FormUnreadable from error
    texts = [value for _, value in form.multi_items() if isinstance(value, str)]
    if any("\0" in text or not _is_text(text) for text in texts):
        raise FormUnreadable
    return form


def _is_text(value: str) -> bool:
    """Tell whether a value can be kept: half of a surrogate pair cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _bounded(receive: Receive, most: int) -> Receive:
    """Return what hands a body on until it is too large, however its length was announced."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise BodyTooLarge(most=most // KIBIBYTE)
        return message

    return bounded
