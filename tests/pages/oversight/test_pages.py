"""Every page of oversight can be used by who supervises, and by nobody else."""

import pytest

from hub.web.pages.oversight.area import OVERSIGHT
from hub.web.pages.oversight.assignments.page import ASSIGNMENTS
from hub.web.pages.oversight.demands.page import DEMANDS
from hub.web.pages.oversight.figures.page import FIGURES
from hub.web.pages.oversight.finding.page import FINDING
from hub.web.pages.oversight.findings.page import FINDINGS
from hub.web.pages.oversight.notice.page import NOTICE
from hub.web.pages.oversight.notices.page import NOTICES
from hub.web.pages.oversight.objections.page import OBJECTIONS
from hub.web.pages.oversight.order.page import ORDER
from hub.web.pages.oversight.order_opening.page import ORDER_OPENING
from hub.web.pages.oversight.orders.page import ORDERS
from hub.web.pages.refusals import PageNotFound
from tests.pages.visited import LANGUAGES, Visited, look_at
from tests.pages.visiting import Visitors
from tests.schema.http.streams.serving import Served
from tests.schema.http.supervision.looking import CHENGDU, findings
from tests.schema.http.supervision.ordering import orders, overdue
from tests.schema.http.test_oversight import assigned

BY = "supervisor"


@pytest.fixture(scope="module", autouse=True)
def _ordered(hub: Served, _happened: None) -> None:
    """Let an order be overdue, and oversight be assigned on it."""
    number = overdue(hub)["number"]
    assert "reference" in assigned(hub, number)


def finding(hub: Served) -> str:
    """Return the path of a finding."""
    return f"/oversight/findings/{findings(hub, open=True)[0]['id']}"


def opening(hub: Served) -> str:
    """Return the path of an order about two findings."""
    first, second = (one["id"] for one in findings(hub, open=True)[:2])
    return f"/oversight/orders/new?finding={first}&finding={second}"


def order(hub: Served) -> str:
    """Return the path of an order."""
    return f"/oversight/orders/{orders(hub)[0]['id']}"


def notice(hub: Served) -> str:
    """Return the path of the notice of an order."""
    return f"/oversight/notices/{orders(hub)[0]['id']}"


VISITED = (
    Visited(FIGURES, BY),
    Visited(FINDINGS, BY),
    Visited(FINDING, BY, finding),
    Visited(ORDER_OPENING, BY, opening),
    Visited(ORDERS, BY),
    Visited(ORDER, BY, order),
    Visited(NOTICES, BY),
    Visited(NOTICE, BY, notice),
    Visited(OBJECTIONS, BY),
    Visited(DEMANDS, BY, lambda _hub: f"/oversight/demands?organization={CHENGDU}"),
    Visited(ASSIGNMENTS, BY),
)


def test_every_page_is_visited() -> None:
    assert {one.page for one in VISITED} == set(OVERSIGHT.pages)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visited", VISITED, ids=lambda one: one.name)
def test_a_supervisor_can_use_it(
    visited: Visited, language: str, visitors: Visitors, hub: Served
) -> None:
    look_at(visited, language, visitors, hub)


@pytest.mark.parametrize("by", ["city-government", "overseer-market-regulation", "auditor"])
def test_others_who_oversee_are_led_to_what_they_may_see(by: str, visitors: Visitors) -> None:
    page = visitors.come(by)
    assert page.get_by_role("link", name="发现的问题").count() > 0
    for one in OVERSIGHT.pages:
        if one.listed:
            answer = page.goto(one.path)
            assert answer is not None
            assert answer.status == 200, page.content()


def test_who_oversees_nobody_is_told_so(visitors: Visitors) -> None:
    page = visitors.come("adult")
    assert page.get_by_role("link", name="发现的问题").count() == 0
    answer = page.goto("/oversight/findings")
    assert answer is not None
    assert answer.status == 403
    assert page.get_by_text("SupervisionReserved").is_visible()
    assert page.get_by_role("checkbox").count() == 0


def test_what_is_no_order_is_not_shown_as_one(visitors: Visitors, hub: Served) -> None:
    page = visitors.come(BY)
    answer = page.goto(finding(hub).replace("findings", "orders"))
    assert answer is not None
    assert answer.status == 404
    assert page.get_by_text(PageNotFound.__name__).is_visible()
