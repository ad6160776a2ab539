"""Before a request is sent its page says field by field what will come of it, and so it comes."""

from playwright.sync_api import Page, expect

from hub.web.pages.naming import terms
from hub.web.pages.partner.refusals import OfficeNeeded, VariablesNotJson
from tests.pages.visiting import Visitors, picture
from tests.schema.http.asking import identifier
from tests.schema.http.sharing import approved, given, purpose
from tests.schema.http.streams.serving import Served

ANSWERED = """query ($of: String!) { license(identifier: $of) {
    fields { key outcome decision { code } } } }"""
STATED = """query ($of: String!) {
    license(identifier: $of, purpose: {cause: "核对"}) { fields { key } } }"""
CASE = "PREVIEW-1"


def foreseen(page: Page) -> dict[str, tuple[str, str]]:
    """Return what the preview says of each field."""
    found = page.locator("#preview [data-key]").evaluate_all(
        "all => all.map(one => [one.dataset.key, one.dataset.outcome, one.dataset.code])"
    )
    return {key: (outcome, code) for key, outcome, code in found}


def chosen(page: Page) -> None:
    """Choose to ask for identity cards, for loans to people."""
    page.goto("/partner/requests")
    page.get_by_role("link", name="申请共享").click()
    loans = page.get_by_role("region", name="银行贷款")
    loans.get_by_role("link", name="居民身份证").last.click()


def test_what_is_foreseen_is_what_is_answered(visitors: Visitors, hub: Served) -> None:
    page = visitors.come("bank-clerk")
    chosen(page)
    assert foreseen(page)["valid_until"] == ("GRANTED", "CONSENTED")
    page.get_by_label("有效期截止").uncheck()
    page.get_by_label("性别").check()
    expect(page.locator("#preview [data-key=sex]")).to_contain_text("超出事项所需")
    expect(page.locator("#preview [data-key=valid_until]")).to_have_attribute(
        "data-outcome", "MASKED"
    )
    told = foreseen(page)
    picture(page, "journey-preview-zh-1280")
    assert {outcome for outcome, _ in told.values()} == {"GRANTED", "MASKED", "WITHHELD"}
    page.get_by_label("用途").fill("个人贷款身份核实")
    page.get_by_label("使用期限至").fill("2028-06-01")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("status")).to_contain_text("等待编制部门答复")
    expect(page.get_by_role("row", name="性别")).to_contain_text("超出事项所需")
    request = page.url.partition("?")[0].rpartition("/")[2]

    fields = [key for key, (_, code) in told.items() if code == "CONSENTED"]
    approved(hub, request, dict.fromkeys(fields, "FULL"))
    page.reload()
    page.get_by_role("link", name="征求同意").last.click()
    page.get_by_label("证照标识").fill(identifier("adult-identity"))
    page.get_by_label("办件编号").fill(CASE)
    page.get_by_role("button", name="征求同意").click()
    expect(page.get_by_role("row", name=CASE)).to_contain_text(
        terms("AuthorizationState")["ASKED"].zh
    )
    given(hub, "adult", CASE, *fields)

    of = identifier("adult-identity")
    shown = hub.ask(ANSWERED, by="bank", cause=purpose(CASE), of=of)["license"]["fields"]
    assert {it["key"]: (it["outcome"], it["decision"]["code"]) for it in shown} == told


def test_the_preview_is_there_without_scripts_and_nothing_typed_is_lost(
    visitors: Visitors,
) -> None:
    page = visitors.come("bank-clerk", java_script_enabled=False)
    chosen(page)
    page.get_by_label("用途").fill("核实")
    page.get_by_label("姓名").uncheck()
    page.get_by_role("button", name="预览").click()
    holder = page.locator("#preview [data-key=holder_name]")
    expect(holder).to_have_attribute("data-code", "DEFAULT_FORM")
    expect(page.get_by_label("用途")).to_have_value("核实")
    expect(page.get_by_label("姓名")).not_to_be_checked()
    page.get_by_label("使用期限至").fill("2020-01-01")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("alert")).to_contain_text("AuthorizationPeriodInvalid")
    expect(page.get_by_label("用途")).to_have_value("核实")


def test_a_holder_reads_why_another_sees_what(visitors: Visitors) -> None:
    page = visitors.come("owner-one")
    page.goto("/partner/why")
    page.get_by_label("查询").fill(STATED)
    page.get_by_label("变量").fill(f'{{"of": "{identifier("joint-owners")}"}}')
    page.get_by_label("以何身份说明").select_option("organization")
    page.get_by_label("单位代码").fill("91519999MA9900036C")
    page.get_by_role("button", name="逐字段说明").click()
    picture(page, "journey-why-zh-1280")
    said = {
        "location": ("GRANTED", "GRANTED_BY_HOLDER"),
        "holder_code": ("MASKED", "DEFAULT_FORM"),
        "notes": ("WITHHELD", "NOT_LISTED"),
    }
    for key, (outcome, code) in said.items():
        words = f"{terms('Outcome')[outcome].zh} {terms('DecisionCode')[code].zh} {code}"
        expect(page.locator(f"[data-key={key}]").first).to_contain_text(words)


def test_what_is_not_one_s_own_is_not_explained_for_others(visitors: Visitors) -> None:
    page = visitors.come("adult")
    page.goto("/partner/why")
    page.get_by_label("变量").fill("of: 1")
    page.get_by_role("button", name="逐字段说明").click()
    expect(page.get_by_role("alert")).to_contain_text(VariablesNotJson.__name__)
    page.get_by_label("变量").fill(f'{{"of": "{identifier("joint-owners")}"}}')
    page.get_by_label("以何身份说明").select_option("public")
    page.get_by_role("button", name="逐字段说明").click()
    expect(page.get_by_role("alert")).to_contain_text("NothingExplained")


def test_a_department_uses_the_same_pages_and_a_person_is_told_why_not(visitors: Visitors) -> None:
    page = visitors.come("traffic-officer")
    page.goto("/partner/requests")
    navigation = page.get_by_role("navigation", name="主导航")
    expect(navigation.get_by_role("link", name="共享申请")).to_be_visible()
    expect(navigation.get_by_role("link", name="客户端与公钥")).to_have_count(0)
    page = visitors.come("adult")
    page.goto("/partner/requests")
    expect(page.get_by_role("alert")).to_contain_text(OfficeNeeded.__name__)


def test_an_auditor_reads_what_the_own_organization_used(visitors: Visitors, hub: Served) -> None:
    hub.look("company-license", "desk-auditor", cause="年度核查")
    page = visitors.come("desk-auditor")
    page.goto("/partner/usage")
    expect(page.get_by_role("row", name="营业执照").first).to_contain_text("年度核查")
    expect(page.get_by_label(terms("Outcome")["GRANTED"].zh, exact=True)).to_have_attribute(
        "max", "1"
    )
    page = visitors.come("bank-clerk")
    page.goto("/partner/usage")
    expect(page.get_by_text("仅供其审计员和安全管理员查看")).to_be_visible()
