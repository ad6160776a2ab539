"""All pages, by area, and the routes that lead to them."""

from typing import Final

from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from hub.web.pages.catalog.area import CATALOG
from hub.web.pages.center.area import CENTER
from hub.web.pages.look import COOKIE, KEPT_SECONDS, changed
from hub.web.pages.page import Area
from hub.web.pages.public.area import PUBLIC
from hub.web.pages.render import STATIC
from hub.web.pages.session import endpoint as session
from hub.web.pages.session.endpoint import own_path
from hub.web.pages.session.provider import SignIn
from hub.web.pages.visit import Desk, Visit

AREAS: Final[tuple[Area, ...]] = (PUBLIC, CATALOG, CENTER)
"""In the order in which they stand in the navigation."""

_KEPT: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


class _Files(StaticFiles):
    """Files of ours, whose addresses change with what is in them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve a file, to be kept."""
        response = await super().get_response(path, scope)
        response.headers.update(_KEPT)
        return response


def routes(desk: Desk, sign_in: SignIn | None) -> list[BaseRoute]:
    """Return the routes of all pages."""
    pages = [
        Route(page.path, desk.showing(page, area), methods=["GET", "POST"] if page.act else ["GET"])
        for area in desk.areas
        for page in area.pages
    ]
    return [
        *pages,
        *session.routes(desk, sign_in),
        Route("/look", desk.taking(_look), methods=["POST"]),
        Mount("/static", _Files(directory=STATIC)),
    ]


async def _look(visit: Visit) -> Response:
    """Keep how a visitor wants pages to look."""
    wish = await visit.form()
    response = RedirectResponse(own_path(wish.get("back")), 303)
    chosen = changed(visit.look, wish)
    response.set_cookie(COOKIE, chosen.cookie, KEPT_SECONDS, httponly=True, samesite="lax")
    return response
