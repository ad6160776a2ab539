"""GET /documents/{ticket}: the sealed document behind a link, once, for whom it was made."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.audit.call import Call
from hub.errors import Refusal
from hub.licenses.sealed import DocumentFormat
from hub.reading.documents import read_document
from hub.reading.links import DOCUMENTS
from hub.reading.read import Reading
from hub.web.statuses import refused

MEDIA = {DocumentFormat.PDF: "application/pdf", DocumentFormat.OFD: "application/ofd"}


def routes(call_of: Callable[[Request], Awaitable[Call]], reading: Reading) -> list[Route]:
    """Return the route, given how a request becomes a call."""

    async def document(request: Request) -> Response:
        """Follow a link."""
        try:
            call = await call_of(request)
            async with call.recorded("document"):
                kind, found = await read_document(reading, call, request.path_params["ticket"])
        except Refusal as refusal:
            return refused(refusal)
        name = f"license.{kind.value.lower()}"
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        return Response(found, media_type=MEDIA[kind], headers=headers)

    return [Route(DOCUMENTS + "{ticket}", document, methods=["GET"])]
