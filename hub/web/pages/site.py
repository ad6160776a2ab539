"""All pages, by area, and the routes that lead to them."""

from typing import Final

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from hub.web.pages.administration.area import ADMINISTRATION
from hub.web.pages.catalog.area import CATALOG
from hub.web.pages.center.area import CENTER
from hub.web.pages.desk.area import DESK
from hub.web.pages.holder.area import HOLDER
from hub.web.pages.look import COOKIE, KEPT_SECONDS, changed
from hub.web.pages.oversight.area import OVERSIGHT
from hub.web.pages.page import Area, Page
from hub.web.pages.partner.area import JOINING, PARTNER, USING
from hub.web.pages.public.area import PUBLIC
from hub.web.pages.render import STATIC
from hub.web.pages.session import endpoint as session
from hub.web.pages.session.endpoint import own_path
from hub.web.pages.session.provider import SignIn
from hub.web.pages.visit import Desk, Visit

AREAS: Final[tuple[Area, ...]] = (
    *(PUBLIC, HOLDER, JOINING, PARTNER, USING),
    *(DESK, CATALOG, OVERSIGHT, CENTER, ADMINISTRATION),
)
"""In the order in which they stand in the navigation."""

_KEPT: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


class _Files(StaticFiles):
    """Files of ours, whose addresses change with what is in them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve a file, to be kept."""
        response = await super().get_response(path, scope)
        response.headers.update(_KEPT)
        return response


class _ForBrowsers(Route):
    """A page at a path where programs get an answer of their own."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match whoever sends a form, or accepts HTML."""
        asked = scope["type"] == "http" and scope["method"] != "POST"
        if asked and "text/html" not in Headers(scope=scope).get("accept", ""):
            return Match.NONE, {}
        return super().matches(scope)


def routes(desk: Desk, sign_in: SignIn | None) -> list[BaseRoute]:
    """Return the routes of all pages."""
    return [
        *(_route(desk, page, area) for area in desk.areas for page in area.pages),
        *session.routes(desk, sign_in),
        Route("/look", desk.taking(_look), methods=["POST"]),
        Mount("/static", _Files(directory=STATIC)),
    ]


def _route(desk: Desk, page: Page, area: Area) -> Route:
    kind = _ForBrowsers if page.shared else Route
    methods = ["GET", "POST"] if page.act else ["GET"]
    return kind(page.path, desk.showing(page, area), methods=methods)


async def _look(visit: Visit) -> Response:
    """Keep how a visitor wants pages to look."""
    wish = await visit.form()
    path, asked, query = wish.get("back", "").partition("?")
    response = RedirectResponse(own_path(path) + asked + query, 303)
    chosen = changed(visit.look, wish)
    response.set_cookie(COOKIE, chosen.cookie, KEPT_SECONDS, httponly=True, samesite="lax")
    return response
