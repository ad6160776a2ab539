"""The session of a visitor: an access token and a secret for forms, sealed into one cookie.

Nothing is kept of it on the hub. The token alone decides who somebody is, and is verified at each
request like that of any other client; to sign out is to revoke it.
"""

from secrets import token_urlsafe
from typing import Final, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from hub import clock
from hub.crypto.opaque import Opaque
from hub.crypto.tampered import Tampered
from hub.errors import Kind, Refusal

LARGEST_COOKIE: Final = 3800
"""Browsers keep 4,096 bytes of a cookie, with its name and its attributes."""
SIGNING_IN_SECONDS: Final = 600


class TokenTooLong(Refusal):
    """The identity provider gives tokens that no cookie can hold."""

    kind = Kind.UNAVAILABLE
    zh = "身份提供方签发的令牌过长，无法保存登录状态"
    en = "The identity provider's token is too long to be kept in a session"


class Session(msgspec.Struct, frozen=True):
    """A visitor who has signed in."""

    token: str
    until: float
    secret: str = msgspec.field(default_factory=token_urlsafe)
    """What the forms on this visitor's pages carry, and no other page knows."""

    def __repr__(self) -> str:
        """Return nothing of it: what is printed may be logged."""
        return "Session()"


class SigningIn(msgspec.Struct, frozen=True):
    """A visitor on the way to the identity provider and back."""

    state: str
    nonce: str
    verifier: str
    back: str
    until: float

    def __repr__(self) -> str:
        """Return nothing of it: what is printed may be logged."""
        return "SigningIn()"


_Kept = TypeVar("_Kept", Session, SigningIn)


class Cookies:
    """Seals what is kept of visitors into cookies that no script reads and no other site sends."""

    def __init__(self, opaque: Opaque, *, https: bool) -> None:
        """Take the sealer, and whether browsers reach the hub by https."""
        self._opaque, self._https = opaque, https

    def read(self, request: Request, kind: type[_Kept]) -> _Kept | None:
        """Return what was kept, if it is whole and not over."""
        text = request.cookies.get(self._name(kind))
        if text is None:
            return None
        try:
            kept = msgspec.json.decode(self._opaque.open(text, _place(kind)), type=kind)
        except (Tampered, msgspec.DecodeError):
            return None
        return kept if clock.now().timestamp() < kept.until else None

    def keep(self, response: Response, kept: Session | SigningIn) -> None:
        """Have a browser keep something until it is over.

        Raises: TokenTooLong.
        """
        sealed = self._opaque.seal(msgspec.json.encode(kept), _place(type(kept)))
        if len(sealed) > LARGEST_COOKIE:
            raise TokenTooLong
        seconds = int(kept.until - clock.now().timestamp())
        self._set(response, self._name(type(kept)), sealed, seconds)

    def drop(self, response: Response, kind: type[Session | SigningIn]) -> None:
        """Have a browser forget something."""
        self._set(response, self._name(kind), "", 0)

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            name, value, seconds, httponly=True, samesite="lax", secure=self._https, path="/"
        )

    def _name(self, kind: type[Session | SigningIn]) -> str:
        """Return a name that, by https, no page of a neighboring domain can set."""
        own = "hub-session" if kind is Session else "hub-signing-in"
        return f"__Host-{own}" if self._https else own


def _place(kind: type[Session | SigningIn]) -> bytes:
    return f"cookie {kind.__name__}".encode()
