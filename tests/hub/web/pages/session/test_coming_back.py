"""Only who began to sign in ends it, with the code that was given for it, once."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from hub.crypto.keyring import Keyring, Use
from hub.crypto.opaque import Opaque
from hub.identity.tokens import TokenInvalid
from hub.web.caller import Reception
from hub.web.pages.render import Renderer
from hub.web.pages.session import endpoint
from hub.web.pages.session.endpoint import NoSignIn, own_path
from hub.web.pages.session.provider import ProviderUnavailable, SignIn, SignInFailed
from hub.web.pages.session.sealed import Cookies, TokenTooLong
from hub.web.pages.visit import Desk
from tests.hub.web.pages.session.browsing import Browser


def refused(answer: httpx.Response, refusal: type) -> None:
    """See that nobody was signed in, and that a page says why."""
    assert answer.status_code >= 400
    assert f"<code>{refusal.__name__}</code>" in answer.text
    assert "hub-session" not in answer.headers.get("set-cookie", "")


def test_who_brings_a_code_back_is_signed_in_and_where_one_began(browser: Browser) -> None:
    answer = browser.sign_in("supervisor", back="/oversight")
    assert (answer.status_code, answer.headers["location"]) == (303, "/oversight")
    assert browser.is_known()
    assert (
        "综合管理部门" in browser.client.get("/").text or "办公厅" in browser.client.get("/").text
    )


def test_a_code_is_not_brought_back_in_another_browser(browser: Browser, other: Browser) -> None:
    asked = other.begin()
    code = other.provider.picked(asked)
    refused(browser.bring(code, asked["state"]), SignInFailed)
    browser.begin()
    refused(browser.bring(code, asked["state"]), SignInFailed)
    assert not browser.is_known()
    assert other.bring(code, asked["state"]).status_code == 303


def test_an_altered_state_is_refused(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = browser.begin()
    code = browser.provider.picked(asked)
    for state in ("", asked["state"] + "x", asked["state"].swapcase(), "é"):
        refused(browser.bring(code, state), SignInFailed)
    assert not browser.is_known()
    monkeypatch.setattr(endpoint, "compare_digest", lambda _one, _other: True)
    browser.bring(code, "another")
    assert browser.is_known(), "the check of the state is what refuses"


def test_a_code_of_another_attempt_is_refused(
    browser: Browser, other: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def injected() -> httpx.Response:
        return browser.bring(other.provider.picked(other.begin()), browser.begin()["state"])

    refused(injected(), SignInFailed)
    browser.provider.lax = True
    refused(injected(), SignInFailed)
    monkeypatch.setattr(SignIn, "_check", lambda *_told: None)
    assert injected().status_code == 303
    assert browser.is_known(), "verifier and nonce are what refuse"


def test_a_code_is_taken_once(browser: Browser, other: Browser) -> None:
    asked = browser.begin()
    code, before = browser.provider.picked(asked), dict(browser.client.cookies)
    assert browser.bring(code, asked["state"]).status_code == 303
    refused(browser.bring(code, asked["state"]), SignInFailed)
    other.client.cookies.update(before)
    refused(other.bring(code, asked["state"]), SignInFailed)


def test_a_code_that_is_over_is_refused(browser: Browser) -> None:
    browser.provider.seconds = -1
    refused(browser.sign_in(), SignInFailed)


@pytest.mark.parametrize(
    "changed",
    [{"iss": "https://evil.example"}, {"aud": "another"}, {"aud": []}, {"exp": 1}, {"nonce": ""}],
    ids=str,
)
def test_an_id_token_of_another_is_refused(browser: Browser, changed: dict[str, Any]) -> None:
    browser.provider.changed |= changed
    refused(browser.sign_in(), SignInFailed)


@pytest.mark.parametrize(
    "changed", [{"id_token": "a.b.c"}, {"id_token": 7}, {"access_token": None}], ids=str
)
def test_an_answer_that_is_none_is_the_provider_s_fault(
    browser: Browser, changed: dict[str, Any]
) -> None:
    browser.provider.changed |= changed
    refused(browser.sign_in(), ProviderUnavailable)


@pytest.mark.parametrize("status", [302, 403, 500, 503])
def test_a_provider_that_fails_is_told_so(browser: Browser, status: int) -> None:
    browser.provider.status = status
    refused(browser.sign_in(), ProviderUnavailable)


def test_a_token_that_is_none_signs_nobody_in(browser: Browser) -> None:
    browser.provider.changed |= {"access_token": "a.b.c"}
    answer = browser.sign_in()
    assert answer.status_code == 401
    assert not browser.is_known()


def test_a_provider_that_is_not_there_is_told_so(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = browser.begin()

    class Refusing(httpx.AsyncClient):
        def __init__(self, **more: Any) -> None:  # noqa: ANN401 - as the library takes them
            super().__init__(transport=httpx.AsyncHTTPTransport(uds="/nowhere"), **more)

    monkeypatch.setattr(httpx, "AsyncClient", Refusing)
    refused(browser.bring("code", asked["state"]), ProviderUnavailable)


def test_a_long_token_is_told_so(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.identity.tokens.TokenVerifier.verify", _vouched(browser))
    browser.provider.changed |= {"access_token": "long" * 1000}
    refused(browser.sign_in(), TokenTooLong)


def test_a_token_that_no_page_can_use_signs_nobody_in(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.identity.tokens.TokenVerifier.verify", _vouched(browser, "a key"))
    refused(browser.sign_in(), TokenInvalid)


def _vouched(
    browser: Browser, bound: str | None = None
) -> Callable[[object, str], Awaitable[object]]:
    """Return what takes any token for one that is well."""

    class Verified:
        expires = 4_000_000_000.0
        jkt = bound

    async def verify(_self: object, _text: str) -> Verified:
        return Verified()

    assert browser.address
    return verify


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\tx",
        "/\r\nX-Evil: 1",
        "///evil.example",
        "evil.example",
        f"/{'long' * 1000}",
        "",
    ],
)
def test_nobody_is_sent_to_another_host(browser: Browser, back: str) -> None:
    assert own_path(back) == "/"
    assert browser.sign_in(back=back).headers["location"] == "/"


def test_one_comes_back_to_a_page_without_what_was_asked_of_it() -> None:
    assert own_path("/oversight/findings?after=x") == "/oversight/findings"
    assert own_path(None) == "/"


async def test_where_no_provider_is_set_nobody_signs_in(keyring: Keyring) -> None:
    class Away(Reception):
        def __init__(self) -> None:
            """Be at an address, and nothing else."""

        base_url = "https://hub.example"

    async def unasked(*_told: object) -> NoReturn:
        raise AssertionError

    cookies = Cookies(Opaque(keyring.of(Use.SIV)), https=True)
    nothing_issued: Any = None
    desk = Desk(Away(), unasked, cookies, Renderer(), (), nothing_issued)
    app = Starlette(routes=endpoint.routes(desk, None))

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"request_id": "1"}}, receive, send)

    transport = httpx.ASGITransport(behind)
    async with httpx.AsyncClient(transport=transport, base_url="https://hub.example") as client:
        answer = await client.get("/sign-in")
        refused(answer, NoSignIn)
        refused(await client.get("/sign-in/back?code=1&state=2"), SignInFailed)
        assert re.search("未配置身份提供方", answer.text)


def test_one_signs_in_at_the_address_that_the_provider_sends_back_to(browser: Browser) -> None:
    answer = browser.client.get("/sign-in?back=/look", headers={"Host": "elsewhere.example"})
    assert answer.headers["location"] == f"{browser.address}/sign-in?back=/look"
