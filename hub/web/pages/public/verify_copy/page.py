"""Verify an archival copy by the number printed on it and its file (核验, art. 19, 24)."""

from pathlib import Path
from typing import Final

from starlette.responses import Response

from hub.archive.papers import VERIFY_COPY
from hub.crypto.digests import sm3
from hub.web.pages.page import Page
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words


async def show(visit: Visit) -> Response:
    """Show how a copy is verified; with number and digest in the address, what it is."""
    number, digest = visit.query.get("number", ""), visit.query.get("digest")
    if digest is None:
        return await visit.show(found=None, number=number)
    return await _verified(visit, number, digest)


async def act(visit: Visit) -> Response:
    """Verify the copy that was sent, by the digest of its file."""
    form = await visit.form()
    return await _verified(visit, form.get("number", ""), sm3(await visit.file("file")).hex())


async def _verified(visit: Visit, number: str, digest: str) -> Response:
    number = number.strip()
    try:
        data = await visit.ask("copy", number=number, digest=digest)
    except Declined as declined:
        return await visit.show(found=None, number=number, declined=declined)
    return await visit.show(found=data["verifyCopy"], number=number)


VERIFY_COPIES: Final = Page(
    VERIFY_COPY,
    Words("核验存档副本", "Verify a copy"),
    Path(__file__).parent,
    show,
    act,
    listed=False,
    shared=True,
)
