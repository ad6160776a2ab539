"""A session is a cookie that only the hub makes, and that ends; each page is kept by nobody."""

import re
import time
from datetime import timedelta

import httpx
import msgspec
import pytest
from starlette.requests import Request
from starlette.responses import Response

from hub.crypto.keyring import Keyring, Use, create_keyring
from hub.crypto.opaque import Opaque
from hub.identity.demo import LIFETIME
from hub.sample.files import load_personas
from hub.web.pages.security import POLICY
from hub.web.pages.session.sealed import Cookies, Session, SigningIn
from hub.web.pages.site import AREAS
from tests.hub.web.pages.session.browsing import Browser

PLACE = b"cookie Session"
NAME = "hub-session"
LATER = time.time() + 3600
PATHS = [re.sub(r"{\w+}", "x", page.path) for area in AREAS for page in area.pages]


def sealed(keyring: Keyring, token: str, until: float = LATER, place: bytes = PLACE) -> str:
    """Seal a session as the hub does."""
    return Opaque(keyring.of(Use.SIV)).seal(msgspec.json.encode(Session(token, until)), place)


@pytest.fixture
def token(browser: Browser) -> str:
    """A token that the hub takes."""
    return browser.provider.minter.mint(load_personas()["supervisor"])


def known(browser: Browser, cookie: str) -> bool:
    """Tell whether the hub knows who comes with a cookie."""
    browser.client.cookies.clear()
    browser.client.cookies.set(NAME, cookie)
    return browser.is_known()


def test_only_the_hub_makes_a_session(browser: Browser, keyring: Keyring, token: str) -> None:
    right = sealed(keyring, token)
    assert known(browser, right)
    half = len(right) // 2
    turned = "A" if right[half] != "A" else "B"
    assert not known(browser, right[:half] + turned + right[half + 1 :])
    assert not known(browser, right[:-4])
    assert not known(browser, "")
    assert not known(browser, token)
    assert not known(browser, sealed(create_keyring(), token))
    assert not known(browser, sealed(keyring, token, place=b"cookie SigningIn"))
    assert not known(browser, sealed(keyring, "a.b.c"))


def test_a_session_ends(browser: Browser, keyring: Keyring, token: str) -> None:
    assert not known(browser, sealed(keyring, token, until=time.time() - 1))
    over = browser.provider.minter.mint(load_personas()["supervisor"], timedelta(seconds=-300))
    assert not known(browser, sealed(keyring, over))


def test_a_session_ends_with_its_token(browser: Browser) -> None:
    browser.sign_in()
    (cookie,) = (one for one in browser.client.cookies.jar if one.name == NAME)
    assert cookie.expires is not None
    assert 0 <= time.time() + LIFETIME.total_seconds() - cookie.expires < 60


def test_what_is_kept_is_told_nobody(keyring: Keyring) -> None:
    session, signing = Session("token", LATER), SigningIn("s", "n", "verifier", "/", LATER)
    assert (repr(session), repr(signing)) == ("Session()", "SigningIn()")
    assert "token" not in sealed(keyring, "token")


@pytest.mark.parametrize("kind", [Session, SigningIn])
@pytest.mark.parametrize("https", [True, False])
def test_no_script_and_no_other_site_has_a_cookie(
    keyring: Keyring,
    kind: type,
    *,
    https: bool,
) -> None:
    kept = Session("t", LATER) if kind is Session else SigningIn("s", "n", "v", "/", LATER)
    response = Response()
    Cookies(Opaque(keyring.of(Use.SIV)), https=https).keep(response, kept)
    name, *attributes = response.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(attributes)
    assert not any(one.lower().startswith("domain") for one in attributes)
    assert ("Secure" in attributes) == https
    assert name.startswith("__Host-hub-" if https else "hub-")


def test_what_https_keeps_no_http_page_sets(keyring: Keyring, token: str) -> None:
    cookies = Cookies(Opaque(keyring.of(Use.SIV)), https=True)
    told = sealed(keyring, token).encode()
    assert _read(cookies, b"__Host-hub-session=" + told) is not None
    assert _read(cookies, b"hub-session=" + told) is None


def _read(cookies: Cookies, header: bytes) -> Session | None:
    return cookies.read(Request({"type": "http", "headers": [(b"cookie", header)]}), Session)


@pytest.mark.parametrize("path", [*PATHS, "/sign-in", "/sign-in/back", "/sign-out", "/look"])
def test_every_answer_is_kept_by_nobody_and_runs_nothing_foreign(
    browser: Browser, keyring: Keyring, token: str, path: str
) -> None:
    for cookie in ("", sealed(keyring, token)):
        browser.client.cookies.set(NAME, cookie)
        for answer in (browser.client.get(path), browser.send(path, {})):
            assert answer.status_code < 500
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            policy = answer.headers["content-security-policy"]
            assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert _told(answer) == POLICY


def _told(answer: httpx.Response) -> dict[str, str]:
    return {name: answer.headers[name] for name in POLICY}
