"""Clerks issue licenses, keep them for life, and answer others, in a browser."""

import re
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.pages.visiting import Visitors
from tests.schema.http.asking import RECORDS
from tests.schema.http.issuing.making import CLERK, WHY, issued
from tests.schema.http.issuing.sheets import filled, shop
from tests.schema.http.issuing.test_joint import OWN, SECOND, begun
from tests.schema.http.objections.objecting import CENTER, objected, seen
from tests.schema.http.objections.test_corrections import SCHOOL, corrected, granted, read
from tests.schema.http.sharing import REVIEWER, asked, given, purpose, requested, running
from tests.schema.http.sharing import seen as seen_by_bank
from tests.schema.http.streams.serving import Served
from tests.schema.http.supervision.ordering import officer, opened, orders

COMPANY = RECORDS["company-license"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PICTURE = b"\x89PNG\r\n\x1a\n"
MOST_TABS = 80


@pytest.fixture(scope="module", autouse=True)
def _ordered(hub: Served) -> None:
    """Open an order before there is a browser, whose library keeps jobs from running here."""
    opened(hub)


def test_a_license_is_issued_by_form_changed_suspended_and_resumed(
    visitors: Visitors, hub: Served
) -> None:
    page = visitors.come(CLERK)
    page.goto("/desk")
    page.get_by_role("link", name="表单制证").click()
    page.get_by_role("link", name="营业执照").click()
    _fill_in(page)
    page.get_by_label(re.compile("^注册号")).fill("不合规则")
    page.get_by_role("button", name="制发并加盖电子印章").click()
    expect(page.get_by_role("alert")).to_contain_text("编号规则")
    page.get_by_role("link", name="转到需要改正的字段").click()
    expect(page.locator("#fault")).to_be_in_viewport()
    expect(page.get_by_label("法定代表人", exact=True)).to_have_value("林示范")
    expect(page.get_by_label("金额（元）")).to_have_value("1000000.00")
    page.get_by_label(re.compile("^注册号")).fill("")
    page.get_by_label(re.compile("^经营期限至")).fill("2030-01-01")
    page.get_by_role("button", name="制发并加盖电子印章").click()
    expect(page.get_by_role("status")).to_contain_text("已制发")
    expect(page.get_by_text("1.2.156.3005.2").first).to_be_visible()
    pdf = page.get_by_role("button", name="下载 PDF")
    assert _downloaded(page, pdf).startswith(b"%PDF")
    assert _cause_of_download(hub) == "下载本单位签发的证照"

    page.get_by_role("link", name="变更", exact=True).click()
    page.get_by_label("住所").fill("四川省成都市锦江区示例路2号")
    _case(page)
    page.get_by_role("button", name="变更并加盖电子印章").click()
    expect(page.get_by_role("status")).to_contain_text("变更已生效")
    expect(page.get_by_role("definition").filter(has_text="示例路2号")).to_be_visible()
    page.get_by_role("link", name="延续", exact=True).click()
    page.get_by_label("延续后的有效期截止日期").fill("2029-12-31")
    _case(page)
    page.get_by_role("button", name="延续并加盖电子印章").click()
    expect(page.locator("#fault")).to_contain_text("晚于现有截止日期")
    page.get_by_label("延续后的有效期截止日期").fill("2035-12-31")
    page.get_by_role("button", name="延续并加盖电子印章").click()
    expect(page.get_by_role("definition").filter(has_text="2035年12月31日")).to_be_visible()
    for act, state in (("停用", "停用"), ("恢复", "有效")):
        page.get_by_role("link", name=act, exact=True).click()
        page.get_by_label("理由").fill(WHY["reason"])
        page.get_by_label("依据编码").fill(WHY["legalBasis"])
        page.get_by_role("button", name=act, exact=True).click()
        expect(page.locator("main .badge").first).to_have_text(state)
    page.get_by_role("link", name="注销").click()
    expect(page.get_by_role("listitem").filter(has_text="行政处罚")).to_be_visible()
    page.get_by_label("理由").fill("持证主体申请")
    page.get_by_label("依据编码").fill(WHY["legalBasis"])
    page.get_by_role("button", name="注销", exact=True).click()
    expect(page.locator("main .badge").first).to_have_text("已注销")
    expect(page.get_by_role("link", name="变更", exact=True)).to_have_count(0)
    history = ["注销", "恢复", "停用", "延续", "变更", "制发"]
    expect(page.locator("ol.timeline li strong")).to_have_text(history)


def test_a_license_is_inspected_and_ends_in_one_of_three_ways(
    visitors: Visitors, hub: Served
) -> None:
    page = visitors.come(CLERK)
    for end, state in (("撤销", "已撤销"), ("吊销", "已吊销")):
        license_ = issued(hub)["license"]
        for act in ("登记年检", end):
            page.goto(f"/desk/licenses/{license_}")
            page.get_by_role("link", name=act, exact=True).click()
            page.get_by_label("理由").fill(WHY["reason"])
            page.get_by_label("依据编码").fill(WHY["legalBasis"])
            page.get_by_role("button", name=act, exact=True).click()
            expect(page.get_by_role("status")).to_be_visible()
        expect(page.locator("main .badge").first).to_have_text(state)
        expect(page.locator("ol.timeline li strong")).to_have_text([end, "年检", "制发"])


def test_a_license_is_found_by_its_identifier(visitors: Visitors) -> None:
    page = visitors.come(CLERK)
    page.goto("/desk/licenses")
    page.get_by_label("证照标识").fill(COMPANY["identifier"][:-1] + "X")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("alert")).to_contain_text("LicenseNotFound")
    page.get_by_label("证照标识").fill(COMPANY["identifier"])
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("heading", name="营业执照")).to_be_visible()
    assert COMPANY["identifier"] not in page.url


def test_holders_and_pictures_stay_as_a_form_is_sent_again(visitors: Visitors) -> None:
    page = visitors.come("issuer-civil-affairs")
    page.goto("/desk/issue/marriage-certificate")
    page.get_by_label("代码类型").select_option("414")
    page.locator("input[name='holders.0.name']").fill("林示范")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    page.get_by_role("button", name="增加一个持证主体").click()
    expect(page.locator("input[name='holders.1.name']")).to_be_visible()
    expect(page.locator("input[name='holders.0.name']")).to_have_value("林示范")
    expect(page.get_by_label("代码类型").first).to_have_value("414")
    expect(page.get_by_text("已选好图片")).to_be_visible()
    page.get_by_role("button", name="减少一个持证主体").click()
    expect(page.locator("input[name='holders.1.name']")).to_have_count(0)
    expect(page.get_by_text("已选好图片")).to_be_visible()


def test_a_request_is_approved_by_keyboard_alone_and_the_bank_reads(
    visitors: Visitors, hub: Served
) -> None:
    request = requested(hub, fields=["status", "holder_name", "holder_code", "sex"])["id"]
    page = visitors.come(REVIEWER)
    page.goto("/desk")
    _go_by_key(page, page.get_by_role("link", name="共享审批"))
    _go_by_key(page, page.locator(f'a[href$="{request}"]'))
    choice = page.get_by_label("批准的形式：公民身份号码")
    _tab_to(page, choice)
    page.keyboard.press("ArrowDown")
    expect(choice).to_have_value("MASKED")
    expect(page.get_by_label("批准的形式：性别")).to_have_value("WITHHELD")
    _go_by_key(page, page.get_by_role("button", name="按以上范围批准"))
    expect(page.get_by_role("status")).to_contain_text("已批准")

    asked(hub, request, "adult-identity", "PAGE-1")
    given(hub, "adult", "PAGE-1", "status", "holder_name", "holder_code")
    read = seen_by_bank(hub, "adult-identity", purpose("PAGE-1"))
    assert isinstance(read, dict)
    assert read["holder_name"][0] == "林示范"
    assert "*" in read["holder_code"][0]
    assert "sex" not in read

    page.get_by_label("理由").first.fill("核查中")
    page.get_by_role("button", name="暂停共享").click()
    expect(page.get_by_role("status")).to_contain_text("已暂停")
    assert seen_by_bank(hub, "adult-identity", purpose("PAGE-1")) == "LicenseNotFound"


def test_sharing_is_refused_suspended_resumed_and_ended(visitors: Visitors, hub: Served) -> None:
    page = visitors.come(REVIEWER)
    page.goto(f"/desk/approvals/{requested(hub)['id']}")
    page.get_by_label("理由").fill("与职能无关")
    page.get_by_role("button", name="不予批准").click()
    expect(page.get_by_role("status")).to_contain_text("不予批准")
    expect(page.get_by_role("main")).to_contain_text("与职能无关")
    page.goto(f"/desk/approvals/{running(hub)}")
    for act, said in (("暂停共享", "已暂停"), ("恢复共享", "已恢复"), ("终止共享", "已终止")):
        button = page.get_by_role("button", name=act)
        if act != "恢复共享":
            form = page.locator("form").filter(has=button)
            form.get_by_label("理由").fill("核查")
        button.click()
        expect(page.get_by_role("status")).to_contain_text(said)
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_an_objection_is_resolved_by_a_correction(visitors: Visitors, hub: Served) -> None:
    objection = objected(hub)
    page = visitors.come(CLERK, width=360)
    page.goto("/desk")
    page.get_by_role("link", name="待办理的异议").click()
    expect(page.get_by_text("还剩").first).to_be_visible()
    page.locator(f'a[href$="{objection}"]').click()
    page.get_by_label("处理结果").fill("确有错误，已更正")
    page.get_by_role("button", name="答复：异议成立").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("处理结果")).to_have_value("确有错误，已更正")
    page.get_by_role("link", name="更正证照").click()
    page.get_by_label("金额（元）").fill("2000000.00")
    _case(page)
    page.get_by_role("button", name="变更并加盖电子印章").click()
    expect(page.get_by_role("status")).to_contain_text("变更已生效")
    page.goto(f"/desk/objections/{objection}")
    page.get_by_label("处理结果").fill("确有错误，已更正")
    page.get_by_role("button", name="答复：异议成立").click()
    expect(page.get_by_role("status")).to_contain_text("异议成立")
    told = seen(hub, objection, "agent")
    assert (told["state"], told["correctedBy"]) == ("UPHELD", 2)
    assert told["clocks"][0]["told"] == "确有错误，已更正"


def test_an_objection_goes_to_the_data_center_and_back(visitors: Visitors, hub: Served) -> None:
    objection = objected(hub)
    steps = (
        (CLERK, "为何属于技术原因", "转省大数据中心核查", "已转省大数据中心核查"),
        (CENTER, "核查情况", "反馈签发部门", "已反馈签发部门"),
        (CLERK, "理由", "答复：异议不成立", "异议不成立"),
    )
    for by, label, button, said in steps:
        page = visitors.come(by)
        page.goto("/desk/objections")
        page.locator(f'a[href$="{objection}"]').click()
        page.get_by_label(label, exact=True).fill("归集时小数位丢失")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("status")).to_contain_text(said)
    clocks = seen(hub, objection, CLERK)["clocks"]
    assert [one["kind"] for one in clocks] == ["ANSWER", "FINDING", "FINAL_ANSWER"]
    assert all(one["stoppedAt"] for one in clocks)


def test_an_order_is_answered_by_a_designated_officer(visitors: Visitors, hub: Served) -> None:
    page = visitors.come(officer(hub), width=360)
    page.goto("/desk")
    page.get_by_role("link", name="待答复的整改令").click()
    page.get_by_role("link", name=re.compile("^R20")).click()
    page.get_by_label("整改情况").fill("已明确专门机构")
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_role("status")).to_contain_text("已答复")
    (order,) = orders(hub, "editor-film")
    assert (order["state"], order["steps"][-1]["told"]) == ("ANSWERED", "已明确专门机构")


def test_a_spreadsheet_issues_its_sound_rows_and_tells_of_the_others(visitors: Visitors) -> None:
    page = visitors.come(CLERK)
    page.goto("/desk/sheets")
    page.get_by_role("link", name="营业执照").click()
    blank = _downloaded(page, page.get_by_role("link", name="下载模板（XLSX）"))
    sheet = filled(blank, [shop(1), shop(2, face__address=None)])
    page.get_by_label("填好的表格").set_input_files(_file(b"no workbook"))
    page.get_by_role("button", name="上传并制发").click()
    expect(page.get_by_role("alert")).to_contain_text("表头")
    page.get_by_label("填好的表格").set_input_files(_file(sheet))
    page.get_by_role("button", name="上传并制发").click()
    expect(page.get_by_role("status")).to_contain_text("处理完毕")
    expect(page.locator("strong.number")).to_have_text(["1", "1", "0"])
    row = page.get_by_role("row").filter(has_text="住所")
    expect(row).to_contain_text("4")
    expect(row).to_contain_text("缺少必填项")
    assert b"FieldMissing" in _downloaded(page, page.get_by_role("link", name="下载全部问题"))


def test_a_joint_issue_is_confirmed_by_the_other_department(
    visitors: Visitors, hub: Served
) -> None:
    making = begun(hub)["id"]
    page = visitors.come(SECOND)
    page.goto("/desk/joint")
    page.locator(f'a[href$="{making}"]').click()
    page.locator("textarea, input[type=text]").first.fill(OWN["fire_conclusion"])
    page.get_by_role("button", name="确认并加盖电子印章").click()
    expect(page.get_by_role("status")).to_contain_text("已制发")


def test_a_joint_issue_is_given_up(visitors: Visitors, hub: Served) -> None:
    page = visitors.come(SECOND)
    page.goto(f"/desk/joint/{begun(hub)['id']}")
    page.get_by_role("button", name="作废本次制发").click()
    expect(page.get_by_role("status")).to_contain_text("作废")
    expect(page.get_by_role("button", name="确认并加盖电子印章")).to_have_count(0)


def test_a_department_takes_note_of_a_correction(visitors: Visitors, hub: Served) -> None:
    license_ = hub.license_id("former-issuer", "adult")
    granted(hub, license_, ["location"], organization=SCHOOL)
    read(hub, license_, "school-desk", ["location"])
    corrected(hub, license_, location="四川省绵阳市涪城区示例路9号")
    page = visitors.come("school-desk")
    page.goto("/desk")
    expect(page.get_by_role("article")).to_contain_text("坐落 已更正")
    page.get_by_role("button", name="确认知悉").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)


def _fill_in(page: Page) -> None:
    """Fill in a business license, but for its number."""
    holder, face = COMPANY["holders"][0], COMPANY["face"]
    for label, words in (
        ("统一社会信用代码", holder["code"]),
        ("名称", holder["name"]),
        ("类型", face["company_type"]),
        ("法定代表人", "林示范"),
        ("金额（元）", "1000000.00"),
        ("成立日期", face["established_on"]),
        ("经营范围", face["business_scope"]),
        ("住所", face["address"]),
    ):
        page.get_by_label(label, exact=True).fill(words)
    _case(page)


def _case(page: Page) -> None:
    page.get_by_label("事项", exact=True).fill("company-registration")
    page.get_by_label("办件编号").fill("CD-2026-0002")


def _tab_to(page: Page, target: Locator) -> None:
    """Go to something by the key that goes from one thing to the next."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("no key leads there")


def _go_by_key(page: Page, target: Locator) -> None:
    _tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _file(body: bytes) -> FilePayload:
    return {"name": "licenses.xlsx", "mimeType": XLSX, "buffer": body}


def _cause_of_download(hub: Served) -> str:
    """Return what for a document left last, as the record of use has it."""
    wanted = "SELECT cause FROM usage_event WHERE operation = 'document' ORDER BY id DESC LIMIT 1"
    with psycopg.connect(hub.url) as connection:
        (cause,) = connection.execute(wanted).fetchone() or ("",)
    return str(cause)


def _downloaded(page: Page, what: Locator) -> bytes:
    with page.expect_download() as started:
        what.click()
    return Path(started.value.path()).read_bytes()
