"""The data center decides about partners, sends dead letters again, and sees how the hub is."""

from playwright.sync_api import expect

from tests.pages.center.made import applied, peer_with_a_dead_letter
from tests.pages.visiting import Visitors
from tests.schema.http.partners.clients import apply
from tests.schema.http.streams.serving import Served

STANDS = "{ partners { appliedAt state requestsADay holdersADay } }"


def standing(hub: Served) -> dict[str, object]:
    """Return how the partner that applied last stands, as it sees it."""
    partners = hub.ask(STANDS, by="logistics-agent")["partners"]
    newest = max(partners, key=lambda one: one["appliedAt"])
    return {key: told for key, told in newest.items() if key != "appliedAt"}


def test_an_application_is_approved_suspended_and_resumed(visitors: Visitors, hub: Served) -> None:
    path = applied(hub)
    page = visitors.come("security-admin", java_script_enabled=False)
    page.goto(path)
    page.get_by_text("不予批准").first.click()
    page.locator("#refuse-reason").fill("联系部门不明")
    page.get_by_role("button", name="不予批准").click()
    expect(page.get_by_role("status")).to_contain_text("未予批准")
    path = f"/center/partners/{apply(hub)['id']}"
    page.goto("/center/partners?state=APPLIED")
    page.get_by_role("link", name="川途示例物流有限公司").click()
    page.get_by_label("每日请求额度").fill("500")
    page.get_by_label("每日持证主体额度").fill("0")
    page.get_by_role("button", name="批准合作").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("每日请求额度")).to_have_value("500")
    page.get_by_label("每日持证主体额度").fill("50")
    page.get_by_role("button", name="批准合作").click()
    expect(page.get_by_role("status")).to_contain_text("已批准")
    told = {"state": "ACTIVE", "requestsADay": 500, "holdersADay": 50}
    assert standing(hub) == told
    page.get_by_text("暂停合作").first.click()
    page.locator("#suspend-reason").fill("例行检查")
    page.get_by_role("button", name="暂停合作").click()
    expect(page.get_by_role("status")).to_contain_text("已暂停")
    expect(page.get_by_role("main")).to_contain_text("例行检查")
    assert standing(hub)["state"] == "SUSPENDED"
    page.locator("summary", has_text="恢复合作").click()
    page.locator("#resume-reason").fill("检查完毕")
    page.get_by_role("button", name="恢复合作").click()
    expect(page.get_by_role("status")).to_contain_text("已恢复")
    page.get_by_label("每日请求额度").fill("800")
    page.get_by_role("button", name="调整额度").click()
    expect(page.get_by_role("status")).to_contain_text("额度已调整")
    assert standing(hub) == told | {"requestsADay": 800}
    page.locator("summary", has_text="终止合作").click()
    page.locator("#end-reason").fill("企业注销")
    page.get_by_role("button", name="终止合作").click()
    expect(page.get_by_role("status")).to_contain_text("已终止")
    assert standing(hub)["state"] == "ENDED"
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    page = visitors.come("system-admin")
    page.goto(path)
    expect(page.get_by_role("main")).to_contain_text("安全管理员办理")
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_a_dead_letter_shows_in_diagnostics_and_is_sent_again(
    visitors: Visitors, hub: Served
) -> None:
    path = peer_with_a_dead_letter(hub)
    page = visitors.come("system-admin")
    page.goto("/center/diagnostics")
    row = page.get_by_role("row").filter(has_text="对接投递")
    expect(row).to_contain_text("死信 1 件")
    expect(row).to_contain_text("重投死信")
    page.goto(f"{path}?state=DEAD")
    page.get_by_role("row").get_by_role("button", name="重投").click()
    expect(page.get_by_role("status")).to_contain_text("已列入投递")
    expect(page.get_by_role("row").filter(has_text="ENTRY_REVISED")).to_contain_text("待投递")
    page.goto("/center/diagnostics")
    expect(page.get_by_role("row").filter(has_text="对接投递")).to_contain_text("死信 0 件")


def test_an_application_is_recognized_and_withdrawn(visitors: Visitors) -> None:
    page = visitors.come("publisher")
    page.goto("/center/showing-applications")
    page.get_by_label("应用标识").fill("film-ticket-app")
    page.get_by_label("运营单位代码").fill("91519999MA9900036C")
    page.get_by_label("中文名称").fill("示例购票应用")
    page.get_by_label("英文名称").fill("Sample ticket app")
    page.get_by_role("button", name="认定", exact=True).click()
    row = page.get_by_role("row").filter(has_text="示例购票应用")
    expect(row).to_contain_text("已认定")
    row.get_by_role("button", name="撤回认定").click()
    expect(page.get_by_role("row").filter(has_text="示例购票应用")).to_contain_text("已撤回")


def test_diagnostics_are_for_system_administrators_alone(visitors: Visitors) -> None:
    page = visitors.come("publisher")
    page.goto("/center/diagnostics")
    expect(page.get_by_role("alert")).to_contain_text("系统管理员")
