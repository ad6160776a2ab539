"""Administrators of any organization appoint and dismiss on a page that everybody can use."""

import pytest
from playwright.sync_api import expect

from hub.offices.refusals import AppointeeUnclear, OfficesReserved
from hub.web.pages.administration.area import ADMINISTRATION
from hub.web.pages.administration.offices.page import OFFICES
from tests.pages.visited import LANGUAGES, Visited, look_at
from tests.pages.visiting import Visitors
from tests.schema.http.appointing import FILM, SECURITY, administrator, fresh, signed_in
from tests.schema.http.streams.serving import Served

VISITED = (
    Visited(OFFICES, f"operator@{FILM}"),
    Visited(OFFICES, SECURITY, lambda _: f"/offices?organization={FILM}"),
    Visited(OFFICES, "auditor"),
)


@pytest.fixture(scope="module", autouse=True)
def _administrated(hub: Served) -> None:
    """Give a department an administrator."""
    administrator(hub, FILM, "operator")


def test_every_page_is_visited() -> None:
    assert {one.page for one in VISITED} == set(ADMINISTRATION.pages)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visited", VISITED, ids=lambda one: one.by)
def test_administrators_can_use_it(
    visited: Visited, language: str, visitors: Visitors, hub: Served
) -> None:
    look_at(visited, language, visitors, hub)


def test_a_department_appoints_and_dismisses_a_clerk(visitors: Visitors, hub: Served) -> None:
    subject = fresh("clerk")
    page = visitors.come(f"operator@{FILM}", width=360, java_script_enabled=False)
    page.goto(OFFICES.path)
    page.get_by_label("岗位", exact=True).select_option(label="制发")
    page.get_by_label("登录账号").fill(subject)
    page.get_by_role("button", name="任职", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(AppointeeUnclear.__name__)
    expect(page.get_by_label("登录账号")).to_have_value(subject)
    page.get_by_label("姓名").fill("金影像")
    page.get_by_label("至（含当日）").fill("2036-06-30")
    page.get_by_role("button", name="任职", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已任职")
    row = page.get_by_role("row", name="金影像")
    expect(row).to_contain_text("2036年6月30日")
    clerk = signed_in(hub, subject, FILM)
    assert hub.ask("{ viewer { roles } }", by=clerk)["viewer"]["roles"] == ["ISSUER"]
    row.get_by_role("button", name="免职").click()
    expect(page.get_by_role("status")).to_contain_text("已免职")
    expect(page.get_by_role("row", name="金影像")).to_have_count(0)
    assert hub.refusal("{ viewer { roles } }", by=clerk)["code"] == "OfficeNotHeld"


def test_the_data_center_appoints_elsewhere(visitors: Visitors) -> None:
    page = visitors.come(SECURITY)
    page.goto(OFFICES.path)
    page.get_by_label("查看其他单位").fill(FILM)
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("四川省电影局")).to_be_visible()
    expect(page.get_by_role("row", name="电影目录编制人员").get_by_role("button")).to_have_count(0)
    page.get_by_label("岗位", exact=True).select_option(label="审计员")
    page.get_by_label("登录账号").fill(fresh("auditor"))
    page.get_by_label("姓名").fill("审样例")
    page.get_by_role("button", name="任职", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已任职")
    page.get_by_role("row", name="审样例").get_by_role("button", name="免职").click()
    expect(page.get_by_role("status")).to_contain_text("已免职")
    expect(page.get_by_text("四川省电影局")).to_be_visible()


def test_nobody_else_is_told(visitors: Visitors) -> None:
    page = visitors.come("editor-film")
    expect(page.get_by_role("link", name="任职管理")).to_have_count(0)
    page.goto(OFFICES.path)
    expect(page.get_by_text(OfficesReserved.__name__)).to_be_visible()
