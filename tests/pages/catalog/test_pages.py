"""Every page of the catalog can be used by those who compile, review and publish it."""

import pytest
from playwright.sync_api import expect

from hub.web.pages.catalog.area import CATALOG
from hub.web.pages.catalog.draft.page import DRAFT
from hub.web.pages.catalog.entry.page import ENTRY
from hub.web.pages.catalog.exempt.page import EXEMPT
from hub.web.pages.catalog.publication.page import PUBLICATION
from hub.web.pages.catalog.revise.page import REVISE
from hub.web.pages.catalog.revision.page import REVISION
from hub.web.pages.catalog.search.page import SEARCH
from tests.pages.visited import LANGUAGES, Visited, look_at
from tests.pages.visiting import Visitors
from tests.schema.http.streams.serving import Served

EDITOR, REVIEWER = "editor-market-regulation", "reviewer-market-regulation"
OWNER = "四川省市场监督管理局（示例）"
FOOD = "food-business-license"
EXEMPTION = {"ground": "COMMERCIAL_SECRET", "legalBasis": "food-safety-35"}


def submitted(hub: Served) -> str:
    """Return the path of a revision that waits for its reviewer."""
    told = hub.do(
        "declareExemption",
        "... on Revision { number }",
        by=EDITOR,
        code=FOOD,
        field="items",
        exemption=EXEMPTION,
    )
    hub.do("submitEntry", "... on Revision { state }", by=EDITOR, code=FOOD, **told)
    return f"/catalog/{FOOD}/revisions/{told['number']}"


VISITED = (
    Visited(SEARCH, EDITOR, lambda hub: submitted(hub) and "/catalog"),
    Visited(DRAFT, EDITOR),
    Visited(REVISE, EDITOR, lambda _: f"/catalog/{FOOD}/revise"),
    Visited(EXEMPT, EDITOR, lambda _: f"/catalog/{FOOD}/exempt"),
    Visited(REVISION, REVIEWER, submitted),
    Visited(PUBLICATION, "publisher"),
    Visited(ENTRY, REVIEWER, lambda _: "/catalog/food-production-license"),
)


def test_every_page_is_visited() -> None:
    assert {one.page for one in VISITED} == set(CATALOG.pages)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visited", VISITED, ids=lambda one: one.name)
def test_those_concerned_can_use_it(
    visited: Visited, language: str, visitors: Visitors, hub: Served
) -> None:
    look_at(visited, language, visitors, hub)


def test_departments_and_a_sector_are_told_by_their_names(visitors: Visitors) -> None:
    page = visitors.come(REVIEWER)
    page.goto("/catalog/food-production-license")
    for words in ("市场监管 market-regulation", f"{OWNER} 11519999MB9900013B"):
        expect(page.get_by_role("main")).to_contain_text(words)
    page.goto("/catalog")
    expect(page.get_by_label("行业领域")).to_contain_text("市场监管")
