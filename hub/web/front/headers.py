"""Headers by which browsers are careful with what the hub answers, and pages that may read it."""

from collections.abc import Collection, Mapping
from typing import Final

from starlette.types import Scope

Header = tuple[bytes, bytes]

CAREFUL: Final[tuple[Header, ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
HTTPS_ONLY: Final[Header] = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
NO_STORE: Final[Header] = (b"cache-control", b"no-store")
READABLE: Final = b"X-Request-Id, Retry-After, DPoP-Nonce, WWW-Authenticate"
ALLOWED: Final = b"Authorization, Content-Type, DPoP, X-Hub-Purpose, X-Batch-Key"
_PREFLIGHT: Final[tuple[Header, ...]] = (
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", ALLOWED),
    (b"access-control-max-age", b"600"),
)


def content_policy(allowed: Mapping[str, str]) -> str:
    """Return what a page may load and from where, as browsers are told."""
    return "; ".join(f"{what} {where}" for what, where in allowed.items())


class Origins:
    """Which web pages may ask from a browser; with cookies or passwords none may.

    Browsers keep other pages from reading answers (CORS), but let any page open a WebSocket.
    """

    def __init__(self, origins: Collection[str]) -> None:
        """Take the origins."""
        self._allowed = {origin.encode() for origin in origins}

    def headers(self, scope: Scope) -> tuple[Header, ...]:
        """Return what lets the page of a request read the answer, if it may."""
        if not self._allowed:
            return ()
        origin = _header(scope, b"origin")
        if origin not in self._allowed:
            return ((b"vary", b"Origin"),)
        return (
            (b"vary", b"Origin"),
            (b"access-control-allow-origin", origin),
            (b"access-control-expose-headers", READABLE),
        )

    def preflight(self, scope: Scope) -> tuple[Header, ...]:
        """Return the answer to a browser that asks beforehand; nothing where it may not ask."""
        if scope["method"] != "OPTIONS" or not self._allowed:
            return ()
        if _header(scope, b"access-control-request-method") is None:
            return ()
        return _PREFLIGHT if _header(scope, b"origin") in self._allowed else ()

    def may_connect(self, scope: Scope) -> bool:
        """Tell whether a socket is opened by a page of the hub or one that may ask, or by none."""
        origin = _header(scope, b"origin")
        if origin is None or origin in self._allowed:
            return True
        return origin.partition(b"://")[2] == _header(scope, b"host")


def _header(scope: Scope, name: bytes) -> bytes | None:
    return next((value for key, value in scope["headers"] if key == name), None)
