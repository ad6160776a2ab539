"""Sign in to the demonstration's pages by OpenID Connect: pick somebody, come back with a code."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from secrets import compare_digest, token_urlsafe
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from hub import clock
from hub.errors import Kind, Refusal
from hub.identity.bounded import Bounded
from hub.identity.demo import ISSUER, LIFETIME, DemoIssuer, Persona
from hub.web.pages.look import COOKIE, look_of
from hub.web.pages.render import Renderer
from hub.web.pages.security import POLICY
from hub.web.pages.session.provider import BACK, HOME, Provider
from hub.web.statuses import NOT_KEPT, refused

CLIENT: Final = "hub-pages"
CODES_HELD: Final = 1000
CODE_SECONDS: Final = 60
_ASKED: Final = ("state", "nonce", "code_challenge", "redirect_uri")
_WISHED: Final = "acr_values"


class PickInvalid(Refusal):
    """The request does not come from the hub's own pages."""

    kind = Kind.INVALID
    zh = "登录或退出请求无效"
    en = "This is not a sign-in or sign-out that the hub's pages began"


class _Given:
    """What a code is good for, once and for a minute."""

    def __init__(self, persona: Persona, acr: int, form: Mapping[str, str]) -> None:
        self.persona, self.acr = persona, acr
        self.office = form.get("office", "").strip() or None
        self.nonce, self.challenge = form["nonce"], form["code_challenge"]
        self.until = clock.now().timestamp() + CODE_SECONDS


def provider(base_url: str) -> Provider:
    """Return the demonstration's identity provider as the pages must know it."""
    return Provider(
        issuer=ISSUER,
        authorization_endpoint=f"{base_url}/demo/authorize",
        token_endpoint=f"{base_url}/demo/oidc-token",
        end_session_endpoint=f"{base_url}/demo/end-session",
        client_id=CLIENT,
    )


def oidc_routes(issuer: DemoIssuer, personas: Mapping[str, Persona]) -> list[Route]:
    """Return the endpoints of a provider (OpenID Connect Core, 3.1; RP-Initiated Logout, 2)."""
    codes: Bounded[str, _Given] = Bounded(CODES_HELD)
    renderer = Renderer()

    async def authorize(request: Request) -> Response:
        """Show who there is to sign in as."""
        look = look_of(request.cookies.get(COOKIE), request.headers.get("accept-language", ""))
        asked = {name: request.query_params.get(name, "") for name in (*_ASKED, _WISHED)}
        values = {
            "asked": asked,
            "personas": [one for one in personas.values() if one.acr or one.organization],
        }
        shown = renderer.render(None, "personas.html", look, values)
        return HTMLResponse(shown, headers=POLICY)

    async def picked(request: Request) -> Response:
        """Send who was picked back to the pages, with a code."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        persona = personas.get(form.get("persona", ""))
        redirect = f"{request.url.scheme}://{request.url.netloc}{BACK}"
        if persona is None or not set(_ASKED) <= set(form) or form["redirect_uri"] != redirect:
            return refused(PickInvalid())
        code = token_urlsafe()
        acr = _stepped_up(persona, form.get(_WISHED, ""), issuer.trusted.assurance)
        codes.put(code, _Given(persona, acr, form))
        told = urlencode({"code": code, "state": form["state"]})
        return RedirectResponse(f"{redirect}?{told}", 303)

    async def token(request: Request) -> Response:
        """Give the tokens that a code is good for, to who began the sign-in."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        code = form.get("code", "")
        given = codes.get(code)
        codes.drop(code)
        if given is None or clock.now().timestamp() >= given.until:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if not compare_digest(_challenge(form.get("code_verifier", "")), given.challenge):
            return JSONResponse({"error": "invalid_grant"}, 400)
        body = {
            "access_token": issuer.mint(given.persona, office=given.office, acr=given.acr),
            "id_token": issuer.vouch(given.persona, CLIENT, given.nonce),
            "token_type": "Bearer",
            "expires_in": int(LIFETIME.total_seconds()),
        }
        return JSONResponse(body, headers=NOT_KEPT)

    async def left(request: Request) -> Response:
        """Send who has signed out back to the pages: no session is kept here that could end."""
        home = f"{request.url.scheme}://{request.url.netloc}{HOME}"
        wanted = request.query_params.get("post_logout_redirect_uri")
        if request.query_params.get("client_id") != CLIENT or wanted != home:
            return refused(PickInvalid())
        return RedirectResponse(home, 303)

    return [
        Route("/authorize", authorize, methods=["GET"]),
        Route("/authorize", picked, methods=["POST"]),
        Route("/oidc-token", token, methods=["POST"]),
        Route("/end-session", left, methods=["GET"]),
    ]


def _stepped_up(persona: Persona, wished: str, assurance: Mapping[str, int]) -> int:
    """Return the level that somebody signs in with: what is wished for, as if a card was shown.

    Nobody gets less than without a wish, and a system has no card to show.
    """
    wanted = next((assurance[acr] for acr in wished.split() if acr in assurance), 0)
    return max(persona.acr, wanted) if persona.acr else 0


def _challenge(verifier: str) -> str:
    """Return what a verifier was announced by (RFC 7636, 4.2)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
