"""Where a session ends while somebody types, nothing is done, and what was typed is not lost."""

from html import unescape

import httpx
import pytest

from hub.web.front.weights import LARGEST_BODY
from hub.web.pages.refusals import NotFromThisPage, SessionEnded, SignInNeeded
from hub.web.pages.visit import Visit
from tests.hub.web.pages.session.browsing import Browser
from tests.hub.web.pages.session.test_forms import FORGED

ORDER = "/oversight/orders/new"
TOLD = "须于本月底前\n补正 <b>三</b> 份证照"
TYPED = {"told": TOLD, "due": "2026-12-31", "empty": " ", "do": "open", "key": "the-key-of-it"}
SIGN_IN = f'href="/sign-in?back={ORDER}"'


def told_again(answer: httpx.Response, secret: str) -> None:
    """See that what was typed is there to be copied, and nothing of what is a secret."""
    assert TOLD in unescape(answer.text)
    assert "<b>三" not in answer.text
    assert "2026-12-31" in answer.text
    assert "the-key-of-it" not in answer.text
    assert ">empty<" not in answer.text
    assert secret not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def refused(answer: httpx.Response, refusal: type, status: int) -> None:
    """See that a page says why nothing was done."""
    assert f"<code>{refusal.__name__}</code>" in answer.text
    assert answer.status_code == status


def over(browser: Browser, how: str) -> str:
    """Let a session begin and end, and return the secret of its forms."""
    browser.sign_in()
    secret = browser.secret
    if how == "its time is over":
        browser.client.cookies.clear()
    else:
        kept = dict(browser.client.cookies)
        browser.send("/sign-out", {"secret": secret})
        browser.client.cookies.update(kept)
    return secret


@pytest.mark.parametrize("how", ["its time is over", "it was revoked"])
def test_who_typed_while_the_session_ended_finds_it_again(browser: Browser, how: str) -> None:
    secret = over(browser, how)
    answer = browser.send(ORDER, TYPED | {"secret": secret})
    refused(answer, SessionEnded, 401)
    told_again(answer, secret)
    assert SIGN_IN in answer.text
    assert 'action="/sign-out"' not in answer.text
    assert answer.headers["set-cookie"].startswith('hub-session="";')


@pytest.mark.parametrize("how", ["its time is over", "it was revoked"])
@pytest.mark.parametrize("headers", FORGED, ids=str)
def test_of_what_another_site_sends_nothing_is_told(
    browser: Browser, how: str, headers: dict[str, str]
) -> None:
    secret = over(browser, how)
    answer = browser.send(ORDER, TYPED | {"secret": secret}, headers)
    refused(answer, NotFromThisPage, 403)
    assert "补正" not in answer.text
    assert "set-cookie" not in answer.headers


def test_the_origin_is_what_withholds_it(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = over(browser, "its time is over")
    monkeypatch.setattr(Visit, "_demand_own_origin", lambda _visit: None)
    assert "补正" in browser.send(ORDER, TYPED | {"secret": secret}, FORGED[0]).text


def test_who_has_signed_in_anew_meanwhile_finds_it_too(browser: Browser) -> None:
    secret = over(browser, "its time is over")
    browser.sign_in()
    answer = browser.send(ORDER, TYPED | {"secret": secret})
    refused(answer, NotFromThisPage, 403)
    told_again(answer, secret)
    assert f'href="{ORDER}"' in answer.text


def test_a_page_that_could_show_its_form_to_anybody_does_the_same(browser: Browser) -> None:
    secret = over(browser, "it was revoked")
    answer = browser.send("/partner/why", {"secret": secret, "query": TOLD})
    refused(answer, SessionEnded, 401)
    assert TOLD in unescape(answer.text)
    assert 'href="/sign-in?back=/partner/why"' in answer.text


def test_nobody_who_began_as_known_acts_unknown(browser: Browser) -> None:
    form = {"identifier": "x", "told": TOLD}
    secret = over(browser, "its time is over")
    answer = browser.send("/object", form | {"secret": secret})
    refused(answer, SessionEnded, 401)
    assert TOLD in unescape(answer.text)
    assert "SessionEnded" not in browser.send("/object", form | {"secret": ""}).text


def test_a_look_is_chosen_whatever_became_of_the_session(browser: Browser) -> None:
    secret = over(browser, "its time is over")
    assert browser.send("/look", {"size": "large", "secret": secret}).status_code == 303


def test_no_file_is_told_again_and_none_is_read_of_who_is_unknown(browser: Browser) -> None:
    secret = over(browser, "its time is over")
    own = {"Origin": browser.address}
    for size, refusal, status in ((100, SessionEnded, 401), (LARGEST_BODY, None, 413)):
        files = {"file": ("a.xlsx", b"sheet-" * size, "application/x")}
        answer = browser.client.post(
            "/desk/sheets/11100000000013338W001",
            data={"secret": secret, "region": "510000"},
            files=files,
            headers=own,
        )
        assert answer.status_code == status, answer.text
        assert "sheet-sheet-" not in answer.text
        if refusal is not None:
            assert "510000" in answer.text


def test_who_never_signed_in_is_asked_to(browser: Browser) -> None:
    answer = browser.send(ORDER, TYPED)
    refused(answer, SignInNeeded, 401)
    assert SIGN_IN in answer.text


def test_a_sign_in_that_fails_ends_no_session(browser: Browser) -> None:
    browser.sign_in()
    answer = browser.bring("no-code", "no-state")
    assert answer.status_code == 401
    assert 'href="/sign-in?back=/"' in answer.text
    assert browser.is_known()
