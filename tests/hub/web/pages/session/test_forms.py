"""A form is taken from a page of the hub's own, as its visitor's, and in its bounds."""

import httpx
import pytest

from hub.web.pages import visit
from hub.web.pages.forms import LONGEST_FIELD, MOST_FIELDS
from hub.web.pages.refusals import FormUnreadable, NotFromThisPage, SignInNeeded
from hub.web.pages.visit import Visit
from tests.hub.web.pages.session.browsing import Browser

FORGED: list[dict[str, str]] = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {},
]
MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}
PART = '--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
UNREADABLE = [
    "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n",
    "".join(PART.format(name=f"n{at}", value="") for at in range(MOST_FIELDS + 1)) + "--x--\r\n",
    PART.format(name="size", value="x" * (LONGEST_FIELD + 1)) + "--x--\r\n",
    "no boundary in it",
]


@pytest.fixture
def signed_in(browser: Browser) -> Browser:
    """A browser of the supervisor's."""
    browser.sign_in()
    return browser


def refused(answer: httpx.Response, refusal: type, status: int) -> None:
    """See that a page says why nothing was done."""
    assert f"<code>{refusal.__name__}</code>" in answer.text
    assert answer.status_code == status


@pytest.mark.parametrize("headers", FORGED, ids=str)
def test_a_form_of_another_origin_is_refused_with_the_right_secret(
    signed_in: Browser, headers: dict[str, str]
) -> None:
    form = {"secret": signed_in.secret}
    refused(signed_in.send("/sign-out", form, headers), NotFromThisPage, 403)
    assert signed_in.is_known()


def test_the_origin_is_what_refuses_it(signed_in: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Visit, "_demand_own_origin", lambda _visit: None)
    assert signed_in.send("/sign-out", {"secret": signed_in.secret}, FORGED[0]).status_code == 200
    assert not signed_in.is_known()


@pytest.mark.parametrize("headers", [None, {"Sec-Fetch-Site": "same-origin"}], ids=str)
def test_a_form_of_the_hub_s_own_is_taken(
    signed_in: Browser, headers: dict[str, str] | None
) -> None:
    assert signed_in.send("/sign-out", {"secret": signed_in.secret}, headers).status_code == 200
    assert not signed_in.is_known()


def test_a_form_with_another_secret_is_refused(
    signed_in: Browser, other: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.sign_in("adult")
    for form in ({"secret": other.secret}, {"secret": ""}, {}, {"secret": "é"}):
        refused(signed_in.send("/sign-out", form), NotFromThisPage, 403)
    assert signed_in.is_known()
    monkeypatch.setattr(visit, "compare_digest", lambda _one, _other: True)
    assert signed_in.send("/sign-out", {"secret": other.secret}).status_code == 200
    assert not signed_in.is_known(), "the secret is what refuses"


def test_a_form_of_an_earlier_sign_in_is_refused(signed_in: Browser) -> None:
    earlier = signed_in.secret
    signed_in.sign_in()
    refused(signed_in.send("/sign-out", {"secret": earlier}), NotFromThisPage, 403)


@pytest.mark.parametrize("body", UNREADABLE, ids=["nameless", "many", "long", "none"])
def test_what_is_no_form_is_refused(browser: Browser, body: str) -> None:
    headers = {"Origin": browser.address} | MULTIPART
    answer = browser.client.post("/look", content=body, headers=headers)
    refused(answer, FormUnreadable, 400)


def test_a_form_beyond_its_bounds_is_refused(browser: Browser) -> None:
    refused(browser.send("/look", {"size": "large\0"}), FormUnreadable, 400)
    many = {f"n{at}": "" for at in range(MOST_FIELDS + 1)}
    refused(browser.send("/look", many), FormUnreadable, 400)
    assert browser.send("/look", {"size": "large"}).status_code == 303


def test_a_form_that_is_none_changes_nothing(browser: Browser) -> None:
    answer = browser.client.post(
        "/look", json={"size": "large"}, headers={"Origin": browser.address}
    )
    assert "large" not in answer.headers["set-cookie"]


def test_who_has_not_signed_in_is_sent_to_do_so_and_told_so_of_a_form(browser: Browser) -> None:
    answer = browser.client.get("/oversight/orders")
    assert answer.headers["location"] == "/sign-in?back=/oversight/orders"
    refused(browser.send("/oversight/orders/new", {}), SignInNeeded, 401)


def test_a_token_that_was_revoked_is_no_session_any_more(
    signed_in: Browser, other: Browser
) -> None:
    other.client.cookies.update(dict(signed_in.client.cookies))
    assert other.is_known()
    signed_in.send("/sign-out", {"secret": signed_in.secret})
    assert not other.is_known()
    assert other.client.get("/oversight/orders").headers["location"].startswith("/sign-in")
