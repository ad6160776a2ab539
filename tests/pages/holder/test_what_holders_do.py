"""Holders let others use their licenses, see who did, and take it back: each by pages alone."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from hub.verifier.main import main as hub_verify
from tests.pages.holder.finding import consent_asked, correct_area, identity, wait_for_receipt
from tests.pages.holder.reading_codes import read_code
from tests.pages.visiting import Visitors, picture, serious
from tests.schema.http.asking import identifier
from tests.schema.http.issuing.making import issued
from tests.schema.http.objections.test_corrections import granted, read
from tests.schema.http.sharing import purpose, seen
from tests.schema.http.streams.serving import Served, until
from tests.schema.http.test_delegations import delegated, person
from tests.schema.http.test_presentations import looked_at, redeemed

LATER = (date.today() + timedelta(30)).isoformat()  # noqa: DTZ011 - any day far enough
NAME = """query ($of: String!) { license(identifier: $of) {
    field(key: "holder_name") { value } } }"""
MOST_TABS = 80
LOAN = {"scenario": "bank-loan", "caseNumber": "LOAN-3"}


def press_to(page: Page, wanted: Locator) -> None:
    """Press the tabulator until something has the focus, as who uses no mouse does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"no key leads to {wanted}")


def bank_sees(hub: Served, landmark: str, cause: str) -> str:
    """Return the name that the bank reads on a license, or why it reads none."""
    answer = hub.post(NAME, by="bank", cause=cause, of=identifier(landmark)).json()
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    return str(answer["data"]["license"]["field"]["value"])


def test_a_consent_is_given_by_keys_alone_used_seen_and_withdrawn(
    visitors: Visitors, hub: Served
) -> None:
    consent_asked(hub, "LOAN-1")
    page = visitors.come("adult", width=360)
    page.goto("/me/consents")
    waiting = page.locator("article", has_text="LOAN-1")
    press_to(page, waiting.get_by_role("link", name="查看并答复"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("天府示例银行")
    expect(page.locator("input:checked")).to_have_count(0)
    for label in ("姓名", "状态"):
        press_to(page, page.get_by_role("checkbox", name=label))
        page.keyboard.press("Space")
    press_to(page, page.get_by_role("button", name="同意所勾选的"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已同意")
    shown = seen(hub, "adult-identity", purpose("LOAN-1"))
    assert isinstance(shown, dict)
    assert shown["holder_name"] == ("林示范", "CONSENTED")
    assert "holder_code" not in shown
    page.goto("/me/usage")
    used = page.locator("article", has_text="LOAN-1").first
    expect(used).to_contain_text("天府示例银行")
    expect(used).to_contain_text("并经您同意")
    page.goto("/me/consents")
    given = page.locator("article", has_text="LOAN-1")
    given.get_by_role("button", name="撤回同意").click()
    expect(page.get_by_role("status")).to_contain_text("已撤回")
    assert seen(hub, "adult-identity", purpose("LOAN-1")) == "LicenseNotFound"
    page.goto("/me/usage")
    expect(page.locator("article", has_text="LOAN-1").first).to_contain_text("已拒绝")


def test_a_consent_without_a_tick_is_none_and_one_refused_shows_nothing(
    visitors: Visitors, hub: Served
) -> None:
    page = visitors.come("adult")
    page.goto(consent_asked(hub, "LOAN-2"))
    page.get_by_label("同意有效至").fill(LATER)
    page.get_by_role("button", name="同意所勾选的").click()
    expect(page.get_by_role("alert")).to_contain_text("至少须列明一个字段")
    expect(page.get_by_label("同意有效至")).to_have_value(LATER)
    page.get_by_role("button", name="拒绝").click()
    expect(page.get_by_role("status")).to_contain_text("已拒绝")
    assert seen(hub, "adult-identity", purpose("LOAN-2")) == "LicenseNotFound"


def test_a_license_is_shown_as_a_code_that_one_official_reads_once(
    visitors: Visitors, hub: Served
) -> None:
    page = visitors.come("adult", width=360)
    page.clock.install()
    page.goto("/me")
    page.get_by_role("link", name="亮证：居民身份证").click()
    page.get_by_role("button", name="生成亮证码").click()
    symbol = page.get_by_role("img", name="亮证二维码")
    assert serious(page) == []
    picture(page, "holder-showing-code")
    code = read_code(symbol)
    assert code is not None
    assert code not in page.url
    assert redeemed(hub, code)["state"] == "RUNNING"
    assert redeemed(hub, code)["code"] == "PresentationRedeemed"
    license_ = hub.license_id("adult-identity", "adult")
    assert looked_at(hub, license_)["holder_name"] == "GRANTED"
    page.clock.fast_forward("01:01")
    expect(page.get_by_text("亮证码已过期")).to_be_visible()
    expect(symbol).to_be_hidden()
    page.get_by_role("button", name="重新生成亮证码").click()
    assert read_code(symbol) not in {None, code}
    page.goto(f"/me/usage?license={license_}")
    expect(page.locator("article", has_text="窗口核验").first).to_contain_text("成都市人民政府")


def test_a_code_is_shown_and_ended_without_scripts(visitors: Visitors, hub: Served) -> None:
    page = visitors.come("adult", java_script_enabled=False)
    page.goto(f"{identity(hub)}/show")
    page.get_by_role("button", name="生成亮证码").click()
    expect(page.get_by_text(re.compile(r"有效至 \d\d:\d\d:\d\d"))).to_be_visible()
    page.get_by_text("扫不了码").click()
    code = page.locator("details code").inner_text()
    page.get_by_role("button", name="停止出示").click()
    expect(page.get_by_role("status")).to_contain_text("亮证码作废")
    assert redeemed(hub, code)["code"] == "PresentationExpired"


def test_a_grant_is_given_and_withdrawn(visitors: Visitors, hub: Served) -> None:
    page = visitors.come("adult")
    page.goto("/me")
    page.get_by_role("link", name="机动车驾驶证", exact=True).click()
    page.get_by_role("link", name="授权用证").click()
    page.get_by_label("常用单位").select_option(label="天府示例银行股份有限公司（示例）")
    page.get_by_role("checkbox", name="持证主体", exact=True).check()
    page.get_by_label("有效至").fill("2020-01-01")
    page.get_by_label("用途").fill("租车核验")
    page.get_by_role("button", name="确认授权").click()
    expect(page.get_by_role("alert")).to_contain_text("须在将来结束")
    expect(page.get_by_label("用途")).to_have_value("租车核验")
    expect(page.get_by_role("checkbox", name="持证主体", exact=True)).to_be_checked()
    page.get_by_label("有效至").fill(LATER)
    page.get_by_role("button", name="确认授权").click()
    expect(page.get_by_role("status")).to_contain_text("授权成功")
    assert bank_sees(hub, "adult-driving", "租车核验") == "林示范"
    grant = page.locator("article", has_text="租车核验").first
    expect(grant).to_contain_text("机动车驾驶证")
    grant.get_by_role("button", name="撤回授权").click()
    expect(page.get_by_role("status")).to_contain_text("立即生效")
    assert bank_sees(hub, "adult-driving", "租车核验") == "LicenseNotFound"


def test_an_agent_approves_what_a_company_delegates(visitors: Visitors, hub: Served) -> None:
    license_ = hub.license_id("company-license", "agent")
    fields = ["status", "holder_name", "legal_representative"]
    said = {"matter": "company-account-opening", "fields": fields, "cause": "代办开户"}
    delegated(hub, "agent", license=license_, **said)
    page = visitors.come("agent", width=360)
    page.goto("/me/delegations")
    expect(page.get_by_role("article")).to_contain_text("另一名经办人批准")
    page.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已批准")
    expect(page.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    page.get_by_role("button", name="终止委托").click()
    expect(page.get_by_role("status")).to_contain_text("立即生效")


def test_a_matter_is_delegated_and_the_delegation_ended(visitors: Visitors, hub: Served) -> None:
    page = visitors.come("adult")
    page.goto(f"{identity(hub)}/delegate")
    page.get_by_role("radio", name="个人贷款").check()
    page.get_by_label("个人的用证编号").fill(person(hub, "delegate"))
    page.get_by_label("有效至").fill(LATER)
    page.get_by_label("委托缘由").fill("代办贷款")
    page.get_by_role("button", name="确认委托").click()
    expect(page.get_by_role("status")).to_contain_text("委托成功")
    theirs = visitors.come("delegate")
    theirs.goto("/me/delegations")
    expect(theirs.locator("article", has_text="代办贷款")).to_contain_text("委托给您")
    theirs.get_by_role("button", name="代为亮证").click()
    code = read_code(theirs.get_by_role("img", name="亮证二维码"))
    assert code is not None
    assert redeemed(hub, code, "bank-clerk", **LOAN)["byDelegate"] is True
    theirs.goto("/me/delegations")
    page.locator("article", has_text="代办贷款").get_by_role("button", name="终止委托").click()
    expect(page.get_by_role("status")).to_contain_text("立即生效")
    theirs.reload()
    expect(theirs.locator("article", has_text="代办贷款")).to_contain_text("已撤回")


def test_an_objection_is_raised_and_its_clock_runs_in_working_days(
    visitors: Visitors, hub: Served
) -> None:
    page = visitors.come("adult")
    page.goto(f"{identity(hub)}/object")
    page.get_by_role("checkbox", name="住址").check()
    page.get_by_label("问题说明").fill("已迁至新址")
    page.get_by_role("button", name="提交核查申请").click()
    expect(page.get_by_role("status")).to_contain_text("期限自次日起算")
    expect(page.locator("ol.timeline li.here")).to_contain_text("还剩 3 个工作日")
    expect(page.get_by_role("main")).to_contain_text("已迁至新址")
    page.goto("/me/objections")
    expect(page.get_by_role("main")).to_contain_text("还剩 3 个工作日")
    page.goto("/me")
    expect(page.locator("article", has_text="居民身份证")).to_contain_text("异议核查中")


def test_a_demand_for_paper_is_reported(visitors: Visitors) -> None:
    page = visitors.come("adult")
    page.goto("/me/papers")
    page.get_by_label("在哪里").select_option(label="成都市人民政府（示例） · 企业开办")
    page.get_by_label("被要求提交的纸质证照").select_option(label="居民身份证（电子凭证）")
    page.get_by_label("情况说明").fill("窗口要求提交复印件")
    page.get_by_role("button", name="提交反映").click()
    expect(page.get_by_role("status")).to_contain_text("已收到您的反映")
    report = page.locator("article", has_text="窗口要求提交复印件")
    expect(report).to_contain_text("成都市人民政府（示例） · 居民身份证")


def test_who_is_told_what_is_chosen_but_for_what_must_be_told(visitors: Visitors) -> None:
    page = visitors.come("adult")
    page.goto("/me/notices")
    page.get_by_text("通知设置").click()
    kind = page.get_by_role("group", name="证照被使用")
    kind.get_by_role("checkbox", name="短信").uncheck()
    page.get_by_role("button", name="保存设置").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    page.get_by_text("通知设置", exact=True).click()
    expect(kind.get_by_role("checkbox", name="短信")).not_to_be_checked()
    expect(kind.get_by_role("checkbox", name="站内通知")).to_be_checked()
    required = page.get_by_role("group", name="征求您的同意").get_by_role("checkbox", name="站内")
    expect(required).to_be_checked()
    expect(required).to_be_disabled()


def test_a_use_is_proven_by_a_file_that_the_checker_accepts(
    visitors: Visitors, hub: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = visitors.come("adult")
    page.goto(identity(hub))
    page.goto("/me/usage")
    page.get_by_role("link", name="您本人的查看").click()
    link = page.get_by_role("link", name="查看证明").first
    wait_for_receipt(hub, (link.get_attribute("href") or "").rpartition("/")[2])
    link.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载回执").click()
    receipt, key = tmp_path / "receipt.json", tmp_path / "key"
    download.value.save_as(receipt)
    key.write_text(hub.client.get("/log/key").text)
    assert hub_verify(["receipt", str(receipt), "--key", str(key)]) == 0
    told = json.loads(receipt.read_text("utf-8"))
    told["record"]["index"] += 1
    receipt.write_text(json.dumps(told), "utf-8")
    assert hub_verify(["receipt", str(receipt), "--key", str(key)]) == 1
    assert "回执属实" in capsys.readouterr().out
    page.goto("/me/usage")
    for label in ("起始日", "截止日"):
        page.get_by_label(label).fill(date.today().isoformat())  # noqa: DTZ011 - as people do
    history = tmp_path / "usage.json"

    def accepted() -> bool:
        with page.expect_download() as download:
            page.get_by_role("button", name="下载清单").click()
        download.value.save_as(history)
        return hub_verify(["history", str(history), "--key", str(key)]) == 0

    until(accepted)  # what was used a moment ago is in the log a moment later


def test_a_company_downloads_the_sealed_document_of_its_license(
    visitors: Visitors, hub: Served, tmp_path: Path
) -> None:
    license_ = issued(hub)["license"]
    page = visitors.come("agent")
    page.goto(f"/me/licenses/{license_}")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 PDF").click()
    download.value.save_as(tmp_path / "license.pdf")
    assert (tmp_path / "license.pdf").read_bytes().startswith(b"%PDF")
    stolen = visitors.come("adult")
    answer = stolen.goto(f"/me/licenses/{license_}")
    assert answer is not None
    assert answer.status == 404


def test_who_saw_what_was_wrong_acknowledges_its_correction(
    visitors: Visitors, hub: Served
) -> None:
    license_ = hub.license_id("former-issuer", "adult")
    granted(hub, license_, ["area"], person=person(hub, "foreigner"))
    read(hub, license_, "foreigner", ["area"], None)
    correct_area(hub, license_)
    page = visitors.come("foreigner")
    page.goto("/me/notices")
    told = page.get_by_role("article").filter(has=page.get_by_role("button", name="确认知悉"))
    expect(told).to_contain_text("不动产权证书：面积")
    told.get_by_role("button", name="确认知悉").click()
    expect(page.get_by_role("status")).to_contain_text("已确认知悉")
    expect(told).to_have_count(0)


def test_who_holds_nothing_is_told_so_in_words(visitors: Visitors, hub: Served) -> None:
    page = visitors.come("issuer-market-regulation")
    expect(page.get_by_role("navigation")).not_to_contain_text("我的证照")
    page.goto(identity(hub))
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto("/me/consents/none")
    expect(page.get_by_role("alert")).to_be_visible()
