"""Every page of the data center can be used by its administrators."""

import pytest
from playwright.sync_api import expect

from hub.web.pages.center.applications.page import APPLICATIONS
from hub.web.pages.center.area import CENTER
from hub.web.pages.center.diagnostics.page import DIAGNOSTICS
from hub.web.pages.center.partner.page import PARTNER
from hub.web.pages.center.partners.page import PARTNERS
from hub.web.pages.center.peer.page import PEER
from hub.web.pages.center.peers.page import PEERS
from hub.web.pages.vocabulary import FAILURES
from tests.pages.center.made import applied, peer_with_a_dead_letter
from tests.pages.visited import LANGUAGES, Visited, look_at
from tests.pages.visiting import Visitors
from tests.schema.http.streams.serving import Served

SYSTEM, SECURITY = "system-admin", "security-admin"

VISITED = (
    Visited(PARTNERS, SECURITY, lambda hub: applied(hub) and "/center/partners"),
    Visited(PARTNER, SECURITY, applied),
    Visited(APPLICATIONS, "publisher"),
    Visited(PEERS, SYSTEM, lambda hub: peer_with_a_dead_letter(hub) and "/center/peers"),
    Visited(PEER, SYSTEM, peer_with_a_dead_letter),
    Visited(DIAGNOSTICS, SYSTEM),
)


def test_every_page_is_visited() -> None:
    assert {one.page for one in VISITED} == set(CENTER.pages)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visited", VISITED, ids=lambda one: one.name)
def test_its_administrators_can_use_it(
    visited: Visited, language: str, visitors: Visitors, hub: Served
) -> None:
    look_at(visited, language, visitors, hub)


def test_why_a_letter_is_dead_is_told_in_words(visitors: Visitors, hub: Served) -> None:
    page = visitors.come(SYSTEM)
    page.goto(peer_with_a_dead_letter(hub))
    expect(page.get_by_role("row", name="REFUSED")).to_contain_text(FAILURES["REFUSED"].zh)
