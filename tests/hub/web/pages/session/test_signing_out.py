"""Who signs out leaves the hub first, and then the identity provider where that can be."""

from collections.abc import Iterator
from html import unescape

import msgspec
import pytest
from playwright.sync_api import Page, expect
from starlette.responses import RedirectResponse, Response

from hub.web.demo_idp.oidc import provider as demo_provider
from hub.web.pages.session.provider import SignIn
from hub.web.pages.visit import Visit
from tests.hub.web.pages.session.browsing import Browser
from tests.hub.web.pages.session.provider import CLIENT, Provider
from tests.pages.chromium import chromium
from tests.schema.http.streams.serving import Served


@pytest.fixture
def window(hub: Served, provider: Provider) -> Iterator[Page]:
    """A window of a real browser, which holds pages to their policy."""
    assert provider.port
    with chromium() as opened:
        page = opened.new_page(base_url=hub.address, locale="en")
        page.set_default_timeout(15_000)
        yield page


def test_the_way_out_leads_by_the_provider_back_to_the_beginning(
    window: Page, hub: Served, provider: Provider
) -> None:
    window.goto("/sign-in?back=/verify")
    window.get_by_role("button", name="Sign out").click()
    window.wait_for_url(f"{hub.address}/")
    expect(window.locator(".who")).to_contain_text("Sign in")
    assert provider.left == [{"client_id": CLIENT, "post_logout_redirect_uri": f"{hub.address}/"}]


def test_no_form_of_a_page_leads_to_another_host(
    window: Page, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(_visit: Visit, *_told: object, way_out: str) -> Response:
        return RedirectResponse(way_out, 303)

    window.goto("/sign-in?back=/verify")
    monkeypatch.setattr(Visit, "show", at_once)
    with window.expect_console_message(lambda said: "form-action" in said.text):
        window.get_by_role("button", name="Sign out").click()
    assert provider.left == []


def test_the_provider_is_told_nothing_of_who_leaves_and_the_token_is_revoked_first(
    browser: Browser, other: Browser
) -> None:
    browser.sign_in()
    other.client.cookies.update(dict(browser.client.cookies))
    answer = browser.send("/sign-out", {"secret": browser.secret})
    assert f"http://127.0.0.1:{browser.provider.port}/leave?client_id={CLIENT}" in unescape(
        answer.text
    )
    assert "id_token_hint" not in answer.text
    assert not browser.is_known()
    assert not other.is_known()


def test_who_was_signed_out_elsewhere_signs_out_all_the_same(
    browser: Browser, other: Browser
) -> None:
    browser.sign_in()
    other.client.cookies.update(dict(browser.client.cookies))
    secret = browser.secret
    browser.send("/sign-out", {"secret": secret})
    answer = other.send("/sign-out", {"secret": secret})
    assert answer.status_code == 200
    assert "/leave?" in answer.text
    assert answer.headers["set-cookie"].startswith('hub-session="";')


def test_where_the_provider_has_no_way_out_the_beginning_is_next(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = msgspec.structs.replace(demo_provider("http://hub"), end_session_endpoint=None)
    assert SignIn(without, "http://hub").way_out is None
    monkeypatch.setattr(SignIn, "way_out", None)
    browser.sign_in()
    answer = browser.send("/sign-out", {"secret": browser.secret})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert not browser.is_known()


def test_a_way_out_with_a_query_of_its_own_keeps_it() -> None:
    own = msgspec.structs.replace(
        demo_provider("http://hub"), end_session_endpoint="https://login.example/leave?realm=hub"
    )
    way_out = SignIn(own, "http://hub").way_out
    assert way_out is not None
    assert way_out.startswith("https://login.example/leave?realm=hub&client_id=hub-pages&")
