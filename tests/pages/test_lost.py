"""Where there is nothing, people are told by a page, and programs as everywhere."""

from http import HTTPStatus

import httpx

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
