"""What all pages have in common: words for who is lost, and how they come to paper."""

from http import HTTPStatus

import httpx
from playwright.sync_api import expect

from tests.pages.visiting import Visitors, serious
from tests.schema.http.streams.serving import Served


def test_who_is_lost_is_told_in_words(visitors: Visitors, hub: Served) -> None:
    page = visitors.come(language="en")
    answer = page.goto("/nowhere/at/all")
    assert answer is not None
    assert answer.status == HTTPStatus.NOT_FOUND
    assert "There is nothing at this address" in page.content()
    assert serious(page) == []
    told = httpx.get(f"{hub.address}/nowhere/at/all")
    assert (told.status_code, told.json()["code"]) == (HTTPStatus.NOT_FOUND, "NothingHere")


def test_paper_has_no_buttons_and_is_written_in_black_also_in_the_dark(visitors: Visitors) -> None:
    page = visitors.come(color_scheme="dark")
    page.goto("/")
    expect(page.locator("a.button").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("a.button").first).to_be_hidden()
    expect(page.locator(".top nav")).to_be_hidden()
    expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
