"""/sign-in, /sign-in/back and /sign-out."""

from contextlib import suppress
from datetime import UTC, datetime
from secrets import compare_digest
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hub.errors import Kind, Refusal
from hub.identity.commands import revoke_token
from hub.identity.tokens import TokenInvalid, VerifiedToken
from hub.identity.wishes import RevokeToken
from hub.web.caller import Reception
from hub.web.pages.session.provider import BACK, HOME, SignIn, SignInFailed, begun
from hub.web.pages.session.sealed import Cookies, Session, SigningIn
from hub.web.pages.visit import Desk, Visit

LONGEST_BACK: Final = 500
"""Longer than the path of any page, and short enough for a cookie."""


class NoSignIn(Refusal):
    """No identity provider is set up."""

    kind = Kind.UNAVAILABLE
    zh = "未配置身份提供方，暂不能登录"
    en = "No identity provider is set up, so nobody can sign in here"


def routes(desk: Desk, sign_in: SignIn | None) -> list[Route]:
    """Return the routes by which visitors sign in and out."""
    reception, cookies = desk.reception, desk.cookies

    async def begin(request: Request) -> Response:
        """Send a visitor to the identity provider; first to the address that it sends back to."""
        back = own_path(request.query_params.get("back"))
        least = _level(request.query_params.get("assurance"))
        if request.headers.get("host") != urlsplit(reception.base_url).netloc:
            asked = f"?back={back}" + (f"&assurance={least}" if least else "")
            return RedirectResponse(f"{reception.base_url}{request.url.path}{asked}", 303)
        if sign_in is None:
            return await desk.declined(request, NoSignIn())
        kept = begun(back)
        response = RedirectResponse(sign_in.address(kept, least), 303)
        cookies.keep(response, kept)
        return response

    async def back(request: Request) -> Response:
        """Take what a visitor brings back."""
        try:
            return await _signed_in(request, reception, cookies, sign_in)
        except Refusal as refusal:
            return await desk.declined(request, refusal)

    async def end(visit: Visit) -> Response:
        """Sign out: the token is refused from now on, wherever it may be kept.

        The way out leads to the provider by a page: the content policy lets no form lead elsewhere,
        nor what answers it.
        """
        await visit.form()
        await _revoke(visit)
        visit.session, way_out = None, sign_in and sign_in.way_out
        response: Response = RedirectResponse(HOME, 303)
        if way_out is not None:
            response = await visit.show("leaving.html", way_out=way_out)
        cookies.drop(response, Session)
        return response

    return [
        Route("/sign-in", begin, methods=["GET"]),
        Route(BACK, back, methods=["GET"]),
        Route("/sign-out", desk.taking(end), methods=["POST"]),
    ]


async def _revoke(visit: Visit) -> None:
    """Revoke the token of a visitor; one that is refused already has nothing left to revoke."""
    if visit.session is None:
        return
    with suppress(TokenInvalid):
        call = await visit.call()
        async with call.act("sign_out") as act:
            if call.token is not None:
                await revoke_token(act.db, _over(call.token))


async def _signed_in(
    request: Request, reception: Reception, cookies: Cookies, sign_in: SignIn | None
) -> Response:
    kept = cookies.read(request, SigningIn)
    state, code = request.query_params.get("state", ""), request.query_params.get("code")
    if sign_in is None or kept is None or code is None:
        raise SignInFailed
    if not compare_digest(state.encode(), kept.state.encode()):
        raise SignInFailed
    text = await sign_in.token(kept, code)
    token = await reception.verifier.verify(text)
    if token.jkt is not None:  # a page cannot show that it holds the key
        raise TokenInvalid(reason="bound to a key")
    response = RedirectResponse(kept.back, 303)
    cookies.drop(response, SigningIn)
    cookies.keep(response, Session(text, token.expires))
    return response


def _over(token: VerifiedToken) -> RevokeToken:
    expires = datetime.fromtimestamp(token.expires, UTC)
    return RevokeToken(token_hash=token.token_hash, expires_at=expires)


def _level(wanted: str | None) -> int:
    """Return the level of assurance that is asked for at least; 0 where none is."""
    return int(wanted) if wanted in {"1", "2", "3"} else 0


def own_path(wanted: str | None) -> str:
    """Return a path of the hub's own to come back to: no address of others, and no query."""
    path = (wanted or HOME).partition("?")[0]
    own = path.startswith("/") and not path.startswith("//") and "\\" not in path
    plain = path.isascii() and path.isprintable() and len(path) <= LONGEST_BACK
    return path if own and plain else HOME
