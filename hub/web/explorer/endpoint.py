"""/explorer: a page on which to try the API, made of nothing but files of the hub's own."""

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from hub.settings import Settings
from hub.web.front.headers import content_policy
from hub.web.pages.naming import terms

HERE: Final = Path(__file__).parent
ASSETS: Final = HERE / "assets"
"""What `make explorer` builds; it comes with no checkout."""

_ALLOWED: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "worker-src": "'self'",
    "connect-src": "'self'",
    "font-src": "'self' data:",
    "img-src": "'self' data:",
    "style-src": "'self' 'unsafe-inline'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS: Final = {
    "Content-Security-Policy": content_policy(_ALLOWED),
    "Cache-Control": "no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""No script, request or font from elsewhere; the editor writes styles into its elements."""

DECIDED: Final = ("Outcome", "DecisionCode", "Basis", "Remedy")
"""The enumerations of a decision."""


class _Assets(StaticFiles):
    """The built files, under the same headers: a worker is held to the policy it came with."""

    async def check_config(self) -> None:
        """Do without the folder until it is built."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve a file."""
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response


def is_served(settings: Settings) -> bool:
    """Tell whether there is an explorer: in the demonstration, and where HUB_EXPLORER is on."""
    return settings.demo or settings.explorer


def routes(settings: Settings) -> list[BaseRoute]:
    """Return the routes where there is an explorer, and none elsewhere."""
    if not is_served(settings):
        return []

    async def explorer(_request: Request) -> Response:
        """Show the page, or how to build it."""
        if (ASSETS / "explorer.js").exists():
            return FileResponse(HERE / "explorer.html", headers=HEADERS)
        return FileResponse(HERE / "unbuilt.html", 503, headers=HEADERS)

    async def told(_request: Request) -> Response:
        """Tell what the values in a decision are called: the words of the pages."""
        return JSONResponse({name: terms(name) for name in DECIDED}, headers=HEADERS)

    files = _Assets(directory=ASSETS, check_dir=False)
    return [
        Route("/explorer", explorer),
        Route("/explorer/terms", told),
        Mount("/explorer/assets", files),
    ]
