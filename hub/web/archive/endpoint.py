"""GET /copies, /cases and /packages: the file behind a link, once, for whom it was made."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.archive.downloads import CASES, COPIES, Follow, read_case_file, read_copy, read_package
from hub.audit.call import Call
from hub.errors import Refusal
from hub.issuing.desk import Desk
from hub.reading.links import PACKAGES
from hub.web.statuses import refused


class Kept(NamedTuple):
    """One kind of file: where it is had, under what name, and how its use is recorded."""

    path: str
    follow: Follow
    operation: str
    name: str
    media: str


KINDS = (
    Kept(COPIES, read_copy, "archivalCopy", "copy.pdf", "application/pdf"),
    Kept(CASES, read_case_file, "caseFile", "case.zip", "application/zip"),
    Kept(PACKAGES, read_package, "archivePackage", "license.zip", "application/zip"),
)


def routes(call_of: Callable[[Request], Awaitable[Call]], desk: Desk) -> list[Route]:
    """Return the routes, given how a request becomes a call."""
    return [_route(call_of, desk, kind) for kind in KINDS]


def _route(call_of: Callable[[Request], Awaitable[Call]], desk: Desk, kind: Kept) -> Route:
    async def file(request: Request) -> Response:
        """Follow a link."""
        try:
            call = await call_of(request)
            async with desk.reading.bench.place(), call.recorded(kind.operation):
                found = await kind.follow(call, desk, request.path_params["ticket"])
        except Refusal as refusal:
            return refused(refusal)
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{kind.name}"',
        }
        return Response(found, media_type=kind.media, headers=headers)

    return Route(kind.path + "{ticket}", file, methods=["GET"])
