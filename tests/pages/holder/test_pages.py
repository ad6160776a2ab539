"""Every page for holders can be used by everybody."""

import pytest

from hub.notices.terms import NoticeKind
from hub.web.pages.holder.area import HOLDER
from hub.web.pages.holder.consent.page import CONSENT
from hub.web.pages.holder.consents.page import CONSENTS
from hub.web.pages.holder.delegating.page import DELEGATING
from hub.web.pages.holder.delegations.page import DELEGATIONS
from hub.web.pages.holder.granting.page import GRANTING
from hub.web.pages.holder.grants.page import GRANTS
from hub.web.pages.holder.license.page import LICENSE
from hub.web.pages.holder.licenses.page import LICENSES
from hub.web.pages.holder.notices.page import NOTICES, PLACES
from hub.web.pages.holder.objecting.page import OBJECTING
from hub.web.pages.holder.objection.page import OBJECTION
from hub.web.pages.holder.objections.page import OBJECTIONS
from hub.web.pages.holder.papers.page import PAPERS
from hub.web.pages.holder.proven.page import PROVEN
from hub.web.pages.holder.showing.page import SHOWING
from hub.web.pages.holder.usage.page import USAGE
from tests.pages.holder.finding import consent_asked, identity, objection, receipt
from tests.pages.visited import LANGUAGES, Visited, look_at
from tests.pages.visiting import Visitors, picture
from tests.schema.http.streams.serving import Served

VISITED = (
    Visited(LICENSES, "adult"),
    Visited(LICENSE, "adult", identity),
    Visited(SHOWING, "adult", lambda hub: f"{identity(hub)}/show"),
    Visited(GRANTING, "adult", lambda hub: f"{identity(hub)}/grant"),
    Visited(DELEGATING, "adult", lambda hub: f"{identity(hub)}/delegate"),
    Visited(OBJECTING, "adult", lambda hub: f"{identity(hub)}/object"),
    Visited(CONSENT, "adult", consent_asked),
    Visited(CONSENTS, "adult"),
    Visited(GRANTS, "owner-one"),
    Visited(DELEGATIONS, "adult"),
    Visited(USAGE, "adult"),
    Visited(PROVEN, "adult", receipt),
    Visited(OBJECTION, "adult", objection),
    Visited(OBJECTIONS, "adult"),
    Visited(PAPERS, "adult"),
    Visited(NOTICES, "adult"),
)


def test_every_page_is_visited() -> None:
    assert {one.page for one in VISITED} == set(HOLDER.pages)


def test_each_notice_leads_to_where_there_is_more() -> None:
    assert set(PLACES) == set(NoticeKind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visited", VISITED, ids=lambda one: one.name)
def test_everybody_can_use_it(
    visited: Visited, language: str, visitors: Visitors, hub: Served
) -> None:
    look_at(visited, language, visitors, hub)


def test_large_type_fits_a_phone(visitors: Visitors, hub: Served) -> None:
    page = visitors.come("adult", width=360)
    look = {"name": "hub-look", "value": "zh.light.large", "url": hub.address}
    page.context.add_cookies([look])  # type: ignore[list-item] # the library's own dictionary
    for visited in VISITED:
        page.goto(visited.path(hub))
        assert page.evaluate("getComputedStyle(document.body).fontSize") > "20px"
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, visited.name
        picture(page, f"{visited.name}-large")
