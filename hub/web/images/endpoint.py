"""GET /images/{ticket}: the image behind a link, once, for the caller it was made for."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.audit.call import Call
from hub.errors import Refusal
from hub.reading.images import read_image
from hub.reading.links import IMAGES
from hub.reading.read import Reading
from hub.web.statuses import refused

PNG = b"\x89PNG"


def routes(call_of: Callable[[Request], Awaitable[Call]], reading: Reading) -> list[Route]:
    """Return the route, given how a request becomes a call."""

    async def image(request: Request) -> Response:
        """Follow a link."""
        try:
            call = await call_of(request)
            async with call.recorded("image"):
                found = await read_image(reading, call, request.path_params["ticket"])
        except Refusal as refusal:
            return refused(refusal)
        media = "image/png" if found.startswith(PNG) else "image/jpeg"
        return Response(found, media_type=media, headers={"Cache-Control": "no-store"})

    return [Route(IMAGES + "{ticket}", image, methods=["GET"])]
