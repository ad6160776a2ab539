"""A company comes from its application on the page to the first answer that its system gets."""

import json
import re
import subprocess
from typing import Any

from playwright.sync_api import Page, expect

from hub.web.pages.naming import terms
from hub.web.pages.partner.refusals import KeyNotJson
from schema.ids import IdInvalid
from tests.forge import Minter
from tests.pages.visiting import Visitors, picture
from tests.schema.http.asking import identifier
from tests.schema.http.partners.clients import LOGISTICS, System, approve, public, thumbprint
from tests.schema.http.sharing import FULL, approved, given
from tests.schema.http.streams.serving import Served

ADMINISTRATOR = f"logistics-agent@{LOGISTICS}"
APPOINTEE = "operator"
USER = f"{APPOINTEE}@{LOGISTICS}"
CASE = {"cause": "承运", "scenario": "carrier-check", "matter": "carrier-identity"} | {
    "caseNumber": "CARRIER-1"
}
FIRST = """query ($of: String!, $purpose: PurposeInput!) {
    license(identifier: $of, purpose: $purpose) { fields { key value outcome } } }"""
DOCUMENT = "query Mine { viewer { organization { code } } }"


def test_from_the_application_to_the_first_answer(visitors: Visitors, hub: Served) -> None:
    agent = visitors.come("logistics-agent", width=360)
    applies(agent)
    partner = hub.ask("{ partners { id } }", by="logistics-agent")["partners"][0]["id"]
    assert approve(hub, partner, 800, 90)["state"] == "ACTIVE"
    agent.reload()
    expect(agent.get_by_text(terms("PartnerState")["ACTIVE"].zh).first).to_be_visible()
    expect(agent.get_by_text("800")).to_be_visible()

    administrator = visitors.come(ADMINISTRATOR)
    registers_a_scenario(administrator)
    system = System(hub, f"{LOGISTICS}.1", base=hub.address)
    registers_a_key(administrator, system)

    administrator.goto("/partner/requests/new")
    expect(administrator.get_by_text("不是用证岗位")).to_be_visible()
    appoints_a_user(visitors, administrator)
    request = asks(visitors.come(USER))
    approved(hub, request, FULL)
    token = system.token()
    consent = {"request": request, "identifier": identifier("adult-identity")}
    stated = {"matter": CASE["matter"], "caseNumber": CASE["caseNumber"], "idempotencyKey": "c"}
    assert did(system, token, "askConsent", "ConsentAsk", **consent, **stated)["id"]
    given(hub, "adult", CASE["caseNumber"], *FULL)

    of = identifier("adult-identity")
    answer = system.graphql(token, FIRST, of=of, purpose=CASE).json()
    shown = {it["key"]: it["value"] for it in answer["data"]["license"]["fields"]}
    assert (shown["holder_name"], shown["holder_code"]) == ("林示范", "519***********0017")
    assert shown["sex"] is None
    administrator.goto("/partner/requests")
    running = terms("AuthorizationState")["RUNNING"].zh
    expect(administrator.get_by_role("row", name="居民身份证")).to_contain_text(running)
    administrator.goto("/partner/consents")
    expect(administrator.get_by_text("不是用证岗位")).to_be_visible()
    expect(administrator.get_by_role("row", name=CASE["caseNumber"])).to_contain_text(running)
    administrator.goto("/partner/usage")
    expect(administrator.get_by_text("1 / 90")).to_be_visible()  # one holder of those of a day
    keeps_another_client(administrator)
    ends_it_all(visitors.come(USER), request)
    refused = system.graphql(token, FIRST, of=of, purpose=CASE).json()
    assert refused["errors"][0]["extensions"]["code"] == "LicenseNotFound"


def applies(page: Page) -> None:
    """Apply for the company, first with a code that is none: nothing typed is lost."""
    page.goto("/partner")
    page.get_by_label("统一社会信用代码").fill("91519999MA9900159X")
    page.get_by_label("企业中文名称").fill("川途示例物流有限公司")
    page.get_by_label("企业英文名称").fill("Chuantu Sample Logistics")
    page.get_by_label("行政区划代码").fill("510100")
    page.get_by_label("合作目的").fill("核验承运人道路运输资质")
    page.get_by_label("联系部门").fill("数据合规部")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("alert")).to_contain_text("CreditCodeInvalid")
    expect(page.get_by_label("合作目的")).to_have_value("核验承运人道路运输资质")
    page.get_by_label("统一社会信用代码").fill(LOGISTICS)
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("status")).to_contain_text("申请已提交")
    expect(page.get_by_text("省大数据中心审核中")).to_be_visible()
    picture(page, "journey-applied-zh-360")


def registers_a_scenario(page: Page) -> None:
    """Say what the company uses identity cards for."""
    page.goto("/partner/scenarios")
    page.get_by_role("link", name="登记应用场景").click()
    page.get_by_label("证照目录").select_option("identity-card")
    page.get_by_role("button", name="下一步").click()
    scenario = page.get_by_role("group", name="应用场景")
    matter = page.get_by_role("group", name="事项")
    scenario.get_by_label("编码", exact=True).fill(CASE["scenario"])
    scenario.get_by_label("中文名称").fill("承运人核验")
    scenario.get_by_label("英文名称").fill("Checking carriers")
    scenario.get_by_label("依据编码").fill("commercial-banks-35")
    matter.get_by_label("事项编码").fill(CASE["matter"])
    matter.get_by_label("事项中文名称").fill("承运人身份核验")
    matter.get_by_label("事项英文名称").fill("Identity of a carrier")
    for name in ("状态", "姓名", "公民身份号码"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("status")).to_contain_text("应用场景已登记")
    expect(page.get_by_role("region", name="承运人核验")).to_contain_text("3 个字段")


def registers_a_key(page: Page, system: System) -> None:
    """Paste the public key; what is no key is declined and kept."""
    page.goto("/partner/clients")
    expect(page.get_by_role("row", name=system.client)).to_contain_text("待登记公钥")
    page.get_by_role("link", name=system.client).click()
    page.get_by_label("公钥（JWK）").fill("{kty")
    page.get_by_role("button", name="登记公钥").click()
    expect(page.get_by_role("alert")).to_contain_text(KeyNotJson.__name__)
    expect(page.get_by_label("公钥（JWK）")).to_have_value("{kty")
    page.get_by_label("公钥（JWK）").fill(json.dumps(public(system.minter)))
    page.get_by_role("button", name="登记公钥").click()
    expect(page.get_by_role("row", name=thumbprint(system.minter))).to_be_visible()


def appoints_a_user(visitors: Visitors, page: Page) -> None:
    """Appoint somebody who told their number, as nothing that a partner has no use for."""
    appointee = visitors.come(APPOINTEE)
    appointee.goto("/me/grants")
    number = appointee.locator("main code").last.text_content() or ""
    page.get_by_text("单位管理").click()
    page.get_by_role("link", name="任职管理").click()
    expect(page.get_by_role("row", name="何物流")).to_contain_text("系统管理员")
    expect(page.get_by_role("row", name="何物流")).to_contain_text("本人")
    assert page.get_by_label("岗位", exact=True).locator("option").all_text_contents() == ["用证"]
    page.get_by_label("本人的用证编号").fill(f"{number[:-1]}!")
    page.get_by_role("button", name="任职", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(IdInvalid.__name__)
    page.get_by_label("本人的用证编号").fill(number)
    page.get_by_role("button", name="任职", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已任职")
    expect(page.get_by_role("row", name="褚特作")).to_contain_text("用证")
    picture(page, "journey-appointed-zh-1280")


def asks(page: Page) -> str:
    """Ask for access under the scenario, and return the request's id."""
    page.goto("/partner/requests")
    page.get_by_role("link", name="申请共享").click()
    page.get_by_role("region", name="承运人核验").get_by_role("link", name="居民身份证").click()
    page.get_by_label("用途").fill("承运人身份核验")
    page.get_by_label("使用期限至").fill("2028-06-01")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("status")).to_contain_text("等待编制部门答复")
    return page.url.partition("?")[0].rpartition("/")[2]


def did(system: System, token: str, act: str, kind: str, **wish: object) -> dict[str, Any]:
    """Let the system change something."""
    query = f"""mutation ($input: {act[0].upper()}{act[1:]}Input!) {{
        {act}(input: $input) {{ ... on {kind} {{ id }} ... on Refusal {{ code }} }} }}"""
    answer = system.graphql(token, query, input=wish).json()
    found: dict[str, Any] = answer["data"][act]
    return found


def keeps_another_client(page: Page) -> None:
    """Register a client, keep it to its documents, and retire it."""
    page.goto("/partner/clients")
    page.get_by_label("系统名称").fill("备用系统")
    page.get_by_role("button", name="登记").click()
    page.get_by_role("link", name=f"{LOGISTICS}.2").click()
    page.get_by_label("GraphQL 文档").fill("{ nothing }")
    page.get_by_role("button", name="登记文档", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("nothing")
    page.get_by_label("GraphQL 文档").fill(DOCUMENT)
    page.get_by_role("button", name="登记文档", exact=True).click()
    page.get_by_role("button", name="限定为已登记文档").click()
    expect(page.get_by_text("仅可使用已登记文档", exact=True)).to_be_visible()
    page.locator("summary").filter(has_text=re.compile("…")).click()
    expect(page.get_by_text(DOCUMENT)).to_be_visible()
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_text(DOCUMENT)).to_have_count(0)
    page.get_by_label("公钥（JWK）").fill(json.dumps(public(Minter())))
    page.get_by_role("button", name="登记公钥").click()
    page.get_by_role("button", name="停用此公钥").click()
    expect(page.get_by_role("button", name="停用此公钥")).to_have_count(0)
    page.get_by_role("button", name="停用客户端").click()
    expect(page.get_by_role("status")).to_contain_text("即刻失效")
    expect(page.get_by_role("row", name=f"{LOGISTICS}.2")).to_contain_text("已停用")


def ends_it_all(page: Page, request: str) -> None:
    """End the request, then the scenario that it was for."""
    page.goto(f"/partner/requests/{request}")
    page.get_by_text("终止本申请").click()
    page.get_by_label("理由").fill("业务停办")
    page.get_by_role("button", name="终止", exact=True).click()
    expect(page.get_by_text("业务停办")).to_be_visible()
    page.goto("/partner/scenarios")
    own = page.get_by_role("region", name="承运人核验")
    own.get_by_text("停用", exact=True).click()
    own.get_by_role("button", name="停用本场景").click()
    expect(page.get_by_role("region", name="承运人核验")).to_have_count(0)


def test_the_commands_of_the_sandbox_work(visitors: Visitors) -> None:
    page = visitors.come("bank-clerk")
    page.goto("/partner/sandbox")
    token, question, _, _ = page.locator("pre").all_text_contents()
    command = ["bash", "-c", f"{token}\n{question}"]
    said = subprocess.run(command, capture_output=True, check=True, timeout=20)
    data = json.loads(said.stdout)["data"]
    assert data["viewer"]["organization"]["nameZh"].startswith("天府示例银行")
    assert {one["code"] for one in data["scenarios"]} == {"bank-account", "bank-loan"}
