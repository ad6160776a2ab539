"""What anybody wants of the public pages is done in a browser that runs no scripts."""

import re
from urllib.parse import unquote

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, expect

from hub.web.pages.naming import terms
from hub.web.pages.public.register.page import NothingSought
from hub.web.pages.public.verify.page import FileNotTaken
from tests.pages.visiting import Visitors, picture
from tests.schema.http.archive.keeping import fetched, given, taken
from tests.schema.http.asking import RECORDS, identifier
from tests.schema.http.issuing.making import happened, issued
from tests.schema.http.issuing.test_qr import landing
from tests.schema.http.issuing.test_verify_file import document
from tests.schema.http.streams.serving import Served
from tests.schema.http.supervision.ordering import overdue, published
from tests.schema.http.test_presentations import shown

WORD = "天府示例"
HIDDEN = ("褚特作", "519999199107200337", str(RECORDS["revoked"]["number"]))
"""What the license of an operator says, and the register must not."""


@pytest.fixture(scope="module", autouse=True)
def notice(hub: Served) -> str:
    """The number of an order that was not obeyed, and so published.

    It comes before the browser, which keeps a loop of its own in the thread.
    """
    order = overdue(hub)
    published(hub, order["notice"]["id"])
    return str(order["number"])


@pytest.fixture
def page(visitors: Visitors) -> Page:
    """The window of somebody who has not signed in, on a phone."""
    return visitors.come(width=360, java_script_enabled=False)


def searched(page: Page, word: str) -> None:
    """Search the register for a word."""
    page.goto("/register")
    page.get_by_label("检索词").fill(word)
    page.get_by_role("button", name="查询").click()


def addresses(page: Page) -> list[str]:
    """Return a list of the addresses that a window asks for from now on."""
    seen: list[str] = []
    page.on("request", lambda asked: seen.append(unquote(asked.url)))
    return seen


def verified(page: Page, data: bytes, what: str = "文件") -> None:
    """Have a file verified on the page for it."""
    file = FilePayload(name="file.pdf", mimeType="application/pdf", buffer=data)
    page.get_by_label(re.compile("^(证照|副本)文件$")).set_input_files(file)
    page.get_by_role("button", name=f"核验{what}").click()


def test_somebody_finds_a_company_and_what_is_disclosed_of_it(page: Page) -> None:
    seen = addresses(page)
    searched(page, WORD)
    picture(page, "journey-register-found")
    page.get_by_role("link", name="天府示例科技有限公司").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("天府示例科技有限公司")).to_be_visible()
    expect(page.get_by_role("link", name="核验这份证照")).to_be_visible()
    assert len(seen) > 3
    assert [one for one in seen if WORD in one] == []


def test_a_form_that_put_its_word_into_the_address_would_be_found_out(visitors: Visitors) -> None:
    page = visitors.come()
    page.goto("/register")
    seen = addresses(page)
    page.locator("form.sheet").evaluate("form => { form.method = 'get' }")
    page.get_by_label("检索词").fill(WORD)
    page.get_by_role("button", name="查询").click()
    assert [one for one in seen if WORD in one]


def test_a_search_that_finds_nothing_or_too_much_says_so(page: Page) -> None:
    searched(page, "")
    expect(page.get_by_role("alert")).to_contain_text(NothingSought.zh)
    searched(page, "天")
    expect(page.get_by_role("alert")).to_contain_text("检索词须为")
    expect(page.get_by_label("检索词")).to_have_value("天")
    searched(page, "并无此名")
    expect(page.locator("main")).to_contain_text("没有符合条件的公示信息")


def test_a_long_list_goes_on(page: Page) -> None:
    page.goto("/register")
    page.get_by_label("证照类型").select_option("business-license")
    page.get_by_role("button", name="查询").click()
    first = page.get_by_role("rowheader").all_inner_texts()
    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_label("证照类型")).to_have_value("business-license")
    second = page.get_by_role("rowheader").all_inner_texts()
    assert len(first) == 20
    assert second
    assert not set(first) & set(second)


def test_a_record_tells_why_something_is_withheld_and_not_what(page: Page) -> None:
    page.goto(f"/register/{identifier('revoked')}")
    content = page.content()
    assert [one for one in HIDDEN if one in content] == []
    assert "褚*" in content
    why = page.get_by_role("row").filter(has_text="持证主体代码")
    expect(why).to_contain_text(terms("DecisionCode")["NOT_DISCLOSED"].zh)
    expect(why).to_contain_text("《安全生产法》第三十条")


def test_a_scanned_code_shows_people_a_page_and_programs_json(page: Page, hub: Served) -> None:
    license_ = issued(hub)["license"]
    path = landing(hub, license_)
    page.goto(path)
    expect(page.locator("main")).to_contain_text("这是有效的现行证照")
    picture(page, "journey-verify-scanned")
    page.get_by_role("button", name="大字版").click()
    expect(page.locator("main")).to_contain_text("这是有效的现行证照")
    happened(hub, "revokeLicense", license_)
    page.goto(path)
    expect(page.locator("main")).to_contain_text("已吊销")
    page.goto(path[:-4] + "0000")
    expect(page.locator("main")).to_contain_text("请勿采信")
    for accept in ("*/*", "application/json"):
        answer = httpx.get(hub.address + path, headers={"Accept": accept})
        assert answer.json()["state"] == "REVOKED"


def test_an_identifier_is_verified_and_one_of_nothing_is_kept_to_be_mended(page: Page) -> None:
    page.goto("/verify")
    for typed, told in (
        (identifier("company-license"), "仅凭标识不能证明"),
        (identifier("adult-identity"), "未能核验"),
    ):
        page.get_by_label("电子证照标识").fill(typed)
        page.get_by_role("button", name="按标识核验").click()
        expect(page.locator("main")).to_contain_text(told)
        expect(page.get_by_label("电子证照标识")).to_have_value(typed)


def test_a_file_is_genuine_and_with_one_byte_flipped_is_not(page: Page, hub: Served) -> None:
    license_ = issued(hub)["license"]
    data = document(hub, license_)
    happened(hub, "suspendLicense", license_)
    page.goto("/verify")
    verified(page, data)
    expect(page.locator("main")).to_contain_text("文件真实完整")
    expect(page.get_by_role("heading", name="制作以后的变动")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="停用")).to_be_visible()
    picture(page, "journey-verify-genuine")
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 1
    verified(page, bytes(flipped))
    expect(page.locator("main")).to_contain_text("文件未通过核验")
    expect(page.locator("li.late").first).to_contain_text("未通过")
    picture(page, "journey-verify-flipped")


def test_a_file_that_is_too_large_is_told_so(page: Page) -> None:
    page.goto("/verify")
    for size in (700 * 1024 + 1, 2 << 20):
        verified(page, b"x" * size)
        expect(page.get_by_role("alert")).to_contain_text(FileNotTaken.zh.format(most=700))


def test_a_copy_is_verified_by_its_file(page: Page, hub: Served) -> None:
    given(hub)
    copy = taken(hub)
    data = fetched(hub, copy["downloadLink"])
    page.goto(f"/verify-copy?number={copy['number']}")
    verified(page, data, "副本")
    expect(page.locator("main")).to_contain_text("副本真实")
    expect(page.locator("main")).to_contain_text("天府示例银行")
    picture(page, "journey-verify-copy")
    page.goto(f"/verify-copy?number={copy['number']}&digest={copy['digest']}")
    expect(page.locator("main")).to_contain_text("副本真实")
    verified(page, data + b"\n", "副本")
    expect(page.get_by_role("alert")).to_contain_text("未能核验")


def test_somebody_objects_and_finds_out_by_the_receipt(page: Page) -> None:
    seen = addresses(page)
    page.goto(f"/register/{identifier('company-license')}")
    page.get_by_role("button", name="提出异议").click()
    page.get_by_label("请说明情况").fill("注册资本与核准文件不符")
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_role("alert")).to_contain_text("请列出")
    expect(page.get_by_label("请说明情况")).to_have_value("注册资本与核准文件不符")
    page.get_by_label("注册资本").check()
    picture(page, "journey-objection")
    page.get_by_role("button", name="提交异议").click()
    receipt = page.locator(".receipt").inner_text()
    assert re.fullmatch(r"20[0-9]{6}-[0-9A-Z]{20}", receipt)
    picture(page, "journey-receipt")
    page.reload()
    assert page.locator(".receipt").inner_text() == receipt
    page.goto("/object/status")
    page.get_by_label("回执编号").fill(receipt)
    page.get_by_role("button", name="查询").click()
    expect(page.locator("li.here")).to_contain_text(terms("ClockKind")["ANSWER"].zh)
    expect(page.locator("li.here")).to_contain_text(re.compile(r"24:00\s*还剩 \d 个工作日"))
    picture(page, "journey-status")
    page.goto(f"/register/{identifier('company-license')}")
    expect(page.locator("main")).to_contain_text("存在异议")
    assert [one for one in seen if receipt in one] == []


def test_a_receipt_that_nobody_has_is_told_so(page: Page) -> None:
    page.goto("/object/status")
    page.get_by_label("回执编号").fill("20261201-00000000000000000000")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("alert")).to_contain_text("没有该回执编号")


def test_an_official_redeems_what_a_holder_shows(visitors: Visitors, hub: Served) -> None:
    page = visitors.come("desk", java_script_enabled=False)
    page.goto("/redeem")
    for code, told in (("x" * 66, "未找到该亮证码"), (shown(hub)["code"], "居民身份证")):
        page.get_by_label("核验事由").fill("窗口核验")
        page.get_by_label("亮证码").fill(code)
        page.get_by_role("button", name="核验", exact=True).click()
        expect(page.locator("main")).to_contain_text(told)
    picture(page, "journey-redeemed")
    expect(page.locator("main")).to_contain_text("林示范")
    expect(page.get_by_role("row").filter(has_text="住址")).to_contain_text(
        terms("DecisionCode")["NOT_LISTED"].zh
    )


def test_the_redeeming_page_says_for_whom_it_is(page: Page, visitors: Visitors) -> None:
    page.goto("/redeem")
    expect(page.get_by_role("link", name="以单位岗位登录")).to_be_visible()
    page = visitors.come("adult", java_script_enabled=False)
    page.goto("/redeem")
    expect(page.locator("main")).to_contain_text("当前身份没有可用的应用场景")


def test_who_did_not_rectify_is_named(page: Page, notice: str) -> None:
    page.goto("/public-notices")
    expect(page.get_by_role("article").filter(has_text=notice)).to_contain_text("未整改")
    picture(page, "journey-notices")


def test_exemptions_are_narrowed_to_one_kind_of_license(page: Page) -> None:
    page.goto("/exempt")
    page.get_by_label("证照类型").select_option("food-production-license")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("rowheader")).to_have_text(["食品生产许可证：品种明细表"])
    expect(page.get_by_role("row").last).to_contain_text("已失效")
