"""A supervisor orders, judges answers, publishes what was not obeyed, and looks at figures."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from playwright.sync_api import Page, expect

from hub.clock import today
from tests.pages.visiting import Visitors
from tests.schema.http.streams.serving import Served
from tests.schema.http.supervision.looking import FILM
from tests.schema.http.supervision.ordering import answered, notices, orders, overdue
from tests.schema.http.supervision.test_figures import FIGURES

BY = "supervisor"


def beside(hub: Served) -> dict[str, Any]:
    """Let an order be overdue, apart from the thread that the browser's library keeps."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(overdue, hub).result()


def state(page: Page) -> str:
    """Return where the order on the page stands."""
    return page.locator("dl.facts .badge").first.inner_text()


def test_an_order_is_given_on_a_finding_judged_twice_and_closed(
    visitors: Visitors, hub: Served
) -> None:
    page = visitors.come(BY, width=360)
    page.goto("/oversight/findings")
    page.get_by_label("单位代码").fill(FILM)
    page.get_by_label("问题类别").select_option("NOBODY_DESIGNATED")
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="对所选问题下达整改令").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    page.get_by_label("整改要求").fill("请明确专门机构和专门人员")
    page.get_by_label("期限（工作日）").fill("99")
    page.get_by_role("button", name="下达整改令").click()
    expect(page.get_by_role("alert")).to_contain_text("OrderInvalid")
    expect(page.get_by_label("整改要求")).to_have_value("请明确专门机构和专门人员")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    page.get_by_label("期限（工作日）").fill("5")
    page.get_by_role("button", name="下达整改令").click()
    expect(page.get_by_role("status")).to_contain_text("整改令已下达")
    (order,) = (one for one in orders(hub, of=FILM) if one["state"] == "OPEN")
    assert page.url.split("?")[0].endswith(order["id"])
    expect(page.get_by_text("还剩 5 个工作日").first).to_be_visible()

    assert answered(hub, order["id"])["state"] == "ANSWERED"
    page.reload()
    expect(page.get_by_text("已明确专门机构")).to_be_visible()
    page.get_by_label("退回理由和要求").fill("请补充人员名单")
    page.get_by_label("新期限（工作日）").fill("3")
    page.get_by_role("button", name="退回").click()
    expect(page.get_by_role("status")).to_contain_text("已退回")
    assert state(page) == "已退回，待重新答复"

    assert answered(hub, order["id"], told="人员已补充")["state"] == "ANSWERED"
    page.reload()
    page.get_by_label("了结说明").fill("整改到位")
    page.get_by_role("button", name="了结整改令").click()
    expect(page.get_by_role("status")).to_contain_text("已了结")
    expect(page.locator("ol.timeline li")).to_have_count(5)
    (done,) = (one for one in orders(hub) if one["id"] == order["id"])
    assert (done["state"], [one["told"] for one in done["steps"]][-1]) == ("CLOSED", "整改到位")


def test_a_notice_is_published_after_a_look_at_it(visitors: Visitors, hub: Served) -> None:
    order = beside(hub)
    page = visitors.come(BY)
    page.goto("/oversight/notices")
    page.get_by_role("link", name="核对并发布").click()
    expect(page.get_by_text("未明确专门机构或人员")).to_be_visible()
    assert [one["number"] for one in notices(hub)] == []
    page.get_by_role("button", name="确认发布通报").click()
    expect(page.get_by_role("status")).to_contain_text("通报已发布")
    assert [one["number"] for one in notices(hub)] == [order["number"]]
    expect(page.get_by_role("cell", name="尚未整改")).to_be_visible()
    expect(page.get_by_role("link", name="核对并发布")).to_have_count(0)


def test_figures_on_the_page_are_those_that_the_api_tells(visitors: Visitors, hub: Served) -> None:
    period = {"since": f"{today().year}-01-01", "until": today().isoformat()}
    told = hub.ask(FIGURES, by=BY, period=period, apart="CITY")["figures"]
    whole = hub.ask(FIGURES, by=BY, period=period)["figures"][0]
    most = sorted((one["aggregated"] for one in told if one["aggregated"]), reverse=True)
    assert most, "something was delivered"
    page = visitors.come(BY)
    page.goto("/oversight")
    page.get_by_label("起始日期").fill(period["since"])
    page.get_by_label("统计步长").select_option("MONTH")
    page.get_by_label("图示指标").select_option("aggregated")
    page.get_by_role("button", name="查询").click()
    for measure in ("issued", "aggregated", "shared", "used", "refused"):
        tile = page.locator(f'[data-measure="{measure}"]')
        assert tile.inner_text().replace(",", "") == str(whole[measure])
    assert "&lt;" not in page.locator("main").inner_text()
    plot = page.get_by_role("figure", name="各组归集数").or_(
        page.locator("figure", has_text="各组归集数")
    )
    plot.get_by_text("查看数值").click()
    cells = plot.get_by_role("cell").all_inner_texts()
    assert [int(one.replace(",", "")) for one in cells] == most[:12]
    bars = [float(one.get_attribute("width") or 0) for one in plot.locator("rect").all()]
    assert [round(one * most[0] / 360) for one in bars] == most[:12]


def test_a_period_that_cannot_be_is_refused_and_stays_chosen(visitors: Visitors) -> None:
    page = visitors.come(BY, language="en")
    page.goto("/oversight?since=2026-06-01&until=2026-01-01")
    expect(page.get_by_role("alert")).to_contain_text("FiguresPeriodInvalid")
    expect(page.get_by_label("First day")).to_have_value("2026-06-01")


def test_oversight_is_assigned_and_ended(visitors: Visitors, hub: Served) -> None:
    page = visitors.come(BY)
    page.goto("/oversight/findings")
    page.get_by_role("link", name="未指定电子证照专门机构").first.click()
    page.get_by_role("link", name="布置监督任务").click()
    page.get_by_label("监督单位代码").fill("11519999MB9900101R")
    page.get_by_label("截止日期").fill(f"{today().year + 2}-01-01")
    page.get_by_role("button", name="布置", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("AuthorizationPeriodInvalid")
    page.get_by_label("截止日期").fill(f"{today().year}-12-31")
    page.get_by_role("button", name="布置", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已布置")
    page.get_by_role("button", name="结束监督任务").first.click()
    expect(page.get_by_role("status")).to_contain_text("已结束")
    asked = "{ oversightAssignments { endedAt } }"
    assert all(one["endedAt"] for one in hub.ask(asked, by=BY)["oversightAssignments"])
