"""Who needs a higher assurance asks the provider for it, which alone decides what comes of it."""

import re

import msgspec
import pytest

from hub.identity.demo import DemoIssuer
from hub.web.demo_idp.oidc import provider as demo_provider
from hub.web.pages.session.provider import SignIn, begun
from tests.hub.web.pages.session.browsing import Browser
from tests.schema.http.streams.serving import Served

LINK = re.compile(r'href="(/sign-in\?back=[^"]+&amp;assurance=(\d))"')


def test_the_provider_is_asked_anew_for_as_much_as_it_can_give(browser: Browser) -> None:
    asked = browser.begin("/me", "2")
    assert asked["prompt"] == "login"
    levels = [value[-1] for value in asked["acr_values"].split()]
    assert levels == ["3", "3", "3", "2", "2", "2"]
    assert "1" not in browser.begin("/me", "3")["acr_values"]


@pytest.mark.parametrize("wanted", [None, "", "0", "4", "-1", "3 ", "３", "3&prompt=none"])
def test_who_asks_for_no_level_is_asked_for_none(browser: Browser, wanted: str | None) -> None:
    assert browser.begin("/me", wanted).keys() & {"acr_values", "prompt"} == set()


def test_an_issuer_is_asked_in_its_own_words(issuer: DemoIssuer) -> None:
    own = {"card-and-face": 3, "card": 2, "password": 1}
    trusted = msgspec.structs.replace(issuer.trusted, assurance=own)
    provider = demo_provider("http://hub")
    address = SignIn(provider, "http://hub", [trusted]).address(begun("/"), 2)
    assert "acr_values=card-and-face+card&" in f"{address}&".replace("%20", "+")
    of_another = msgspec.structs.replace(trusted, issuer="https://another.example")
    assert "card" not in SignIn(provider, "http://hub", [of_another]).address(begun("/"), 2)


def test_one_comes_by_the_right_address_with_the_level(browser: Browser) -> None:
    wanted = "/sign-in?back=/me&assurance=3"
    answer = browser.client.get(wanted, headers={"Host": "elsewhere.example"})
    assert answer.headers["location"] == f"{browser.address}{wanted}"


def test_who_comes_back_with_no_more_finds_the_page_as_it_was(browser: Browser) -> None:
    browser.sign_in("adult-account", back="/me")
    before = browser.client.get("/me").text
    found = LINK.search(before)
    assert found is not None
    assert found[2] == "2"
    assert browser.sign_in("adult-account", back="/me", assurance="2").headers["location"] == "/me"
    assert LINK.search(browser.client.get("/me").text) is not None
    browser.sign_in("adult", back="/me", assurance="2")
    assert LINK.search(browser.client.get("/me").text) is None


def test_an_act_that_needs_more_shows_the_way(browser: Browser) -> None:
    browser.sign_in("adult-real-name")
    path = _license(browser) + "/show"
    answer = browser.send(path, {"secret": browser.secret, "key": "k" * 16})
    assert "<code>AssuranceNeeded</code>" in answer.text
    found = LINK.search(answer.text)
    assert found is not None
    assert found[1] == f"/sign-in?back={path}&amp;assurance=3"


def test_the_asking_gives_nothing_by_itself(browser: Browser, hub: Served) -> None:
    assert hub.port
    browser.sign_in("adult-account")
    path = _license(browser)
    before = browser.client.get(path).text
    assert "认证等级不足" in before
    browser.client.get("/sign-in", params={"back": path, "assurance": "3"})
    assert "认证等级不足" in browser.client.get(path).text


def _license(browser: Browser) -> str:
    """Return the path of a license of the visitor's own."""
    found = re.search(r'href="(/me/licenses/[^"/]+)"', browser.client.get("/me").text)
    assert found is not None
    return found[1]
