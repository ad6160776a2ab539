"""A revision goes from its editor by its reviewer and the data center to who asks for licenses."""

from playwright.sync_api import Page, expect

from tests.pages.visiting import Visitors
from tests.schema.http.streams.serving import Served

EDITOR, REVIEWER = "editor-justice", "reviewer-justice"
REPORT = "forensic-appraisal-report"
TYPED = '{ __type(name: "ForensicAppraisalReport") { fields { name } } }'
COMPILED = {
    "目录编码": "projectionist-license",
    "中文名称": "放映员证",
    "英文名称": "Projectionist",
    "证照类型代码": "11519999MB9900195F901",
    "行业领域": "film",
    "依据编码": "commercial-banks-35",
}
NEW = {"字段标识": "appraised_item", "中文名称": "鉴定事项", "英文名称": "Appraised item"}


def write_a_field(page: Page) -> None:
    """Add a field on the open sheet, and leave it closed."""
    page.get_by_role("button", name="增加字段").click()
    opened = page.get_by_role("group", name="编辑字段")
    for label, text in NEW.items():
        opened.get_by_label(label).fill(text)
    opened.get_by_role("button", name="收起").click()


def step_to(page: Page, name: str) -> None:
    """Come to something by the keyboard alone."""
    for _ in range(200):
        page.keyboard.press("Tab")
        at = page.evaluate("document.activeElement.textContent.trim()")
        if at == name:
            return
    raise AssertionError(name)


def test_from_the_editor_to_who_asks(visitors: Visitors, hub: Served) -> None:
    page = visitors.come(EDITOR, java_script_enabled=False)
    page.goto(f"/catalog/{REPORT}")
    page.get_by_role("link", name="修订").click()
    page.get_by_label("英文名称").fill("Report of forensic appraisal")
    write_a_field(page)
    expect(page.get_by_label("英文名称")).to_have_value("Report of forensic appraisal")
    page.get_by_role("button", name="保存为草稿").last.click()
    expect(page.get_by_role("status")).to_contain_text("已保存为草稿")
    expect(page.get_by_role("row").filter(has_text="鉴定事项").first).to_contain_text("新增字段")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("status")).to_contain_text("已提交")
    expect(page.get_by_role("button", name="同意并生效")).to_have_count(0)

    _accepted_by_keyboard(visitors)

    page = visitors.come("publisher")
    assert hub.ask(TYPED, by="adult") == {"__type": None}
    page.goto("/catalog/publication")
    page.get_by_role("link", name="发布 司法鉴定意见书").click()
    expect(page.get_by_role("main")).to_contain_text("列为公示的字段进入社会公示")
    page.get_by_role("button", name="确认发布").click()
    expect(page.get_by_role("status")).to_contain_text("已发布")
    fields = hub.ask(TYPED, by="adult")["__type"]["fields"]
    assert "appraisedItem" in {one["name"] for one in fields}
    page.get_by_role("link", name="撤回 司法鉴定意见书").click()
    page.get_by_role("button", name="确认撤回").click()
    expect(page.get_by_role("status")).to_contain_text("共享即刻停止")
    assert hub.ask(TYPED, by="adult") == {"__type": None}


def _accepted_by_keyboard(visitors: Visitors) -> None:
    """Let the reviewer find the revision and accept it, and never touch a pointer."""
    page = visitors.come(REVIEWER)
    page.goto("/catalog")
    step_to(page, "司法鉴定意见书")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("第")
    step_to(page, "同意并生效")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已生效")


def test_what_is_faulty_is_told_beside_its_field_and_nothing_is_lost(visitors: Visitors) -> None:
    page = visitors.come("editor-film")
    page.goto("/catalog/new")
    page.get_by_label("目录编码", exact=True).fill("projectionist-license")
    page.get_by_label("中文名称").fill("放映员证")
    page.get_by_label("持证主体数上限").fill("100")
    page.get_by_role("button", name="编辑 证照编号").click()
    page.get_by_role("group", name="编辑字段").get_by_label("共享属性").select_option("EXEMPT")
    page.get_by_role("button", name="保存为草稿").last.click()
    expect(page.get_by_role("alert")).to_contain_text("不合规定")
    row = page.get_by_role("row").filter(has=page.get_by_role("button", name="编辑 证照编号"))
    expect(row.get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_label("中文名称").first).to_have_value("放映员证")
    expect(page.get_by_label("持证主体数上限")).to_have_value("100")
    chosen = page.get_by_role("group", name="编辑字段").get_by_label("共享属性")
    expect(chosen).to_have_value("EXEMPT")


def test_an_entry_is_compiled_and_another_retired(visitors: Visitors) -> None:
    page = visitors.come("editor-film", java_script_enabled=False)
    page.goto("/catalog")
    page.get_by_role("link", name="编制新目录").click()
    for label, text in COMPILED.items():
        page.get_by_label(label, exact=True).first.fill(text)
    page.get_by_role("button", name="保存为草稿").last.click()
    expect(page.get_by_role("status")).to_contain_text("已保存为草稿")
    page = visitors.come("reviewer-film")
    page.goto("/catalog/film-projection-license")
    page.get_by_text("停用该条目").click()
    page.get_by_role("button", name="停用", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("不再据此制发证照")
    expect(page.locator("main .badge").first).to_have_text("停用")


def test_an_entry_is_written_as_json_too(visitors: Visitors) -> None:
    page = visitors.come("editor-film")
    page.goto("/catalog/film-projection-license/revise")
    page.get_by_role("button", name="以 JSON 编辑").click()
    whole = page.get_by_label("目录内容（JSON）")
    text = whole.input_value()
    whole.fill(text.replace('"zh"', '"zn"', 1))
    page.get_by_role("button", name="回到表单").click()
    expect(page.get_by_role("alert")).to_contain_text("zn")
    expect(whole).to_have_value(text.replace('"zh"', '"zn"', 1))
    whole.fill(text.replace("电影放映", "电影放映（示例）", 1))
    page.get_by_role("button", name="回到表单").click()
    expect(page.get_by_label("中文名称").first).to_have_value("电影放映（示例）经营许可证")


def test_an_exemption_needs_a_known_basis(visitors: Visitors) -> None:
    page = visitors.come("editor-film", language="en")
    page.goto("/catalog/film-projection-license/exempt")
    page.get_by_label("What is exempt").select_option("number")
    page.get_by_label("Ground").select_option("OTHER_LAW")
    page.get_by_label("Code of its legal basis").fill("no-such-law")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("alert")).to_contain_text("needs a known legal basis in force")
    expect(page.get_by_label("What is exempt")).to_have_value("number")
    page = visitors.come(EDITOR, language="en")
    page.goto(f"/catalog/{REPORT}/exempt")
    page.get_by_label("What is exempt").select_option("number")
    page.get_by_label("Ground").select_option("OTHER_LAW")
    page.get_by_label("Code of its legal basis").fill("commercial-banks-35")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Another law")


def test_somebody_else_reads_and_is_not_let_write(visitors: Visitors) -> None:
    page = visitors.come("adult")
    page.goto("/catalog/food-business-license")
    expect(page.get_by_role("heading", level=1)).to_have_text("食品经营许可证")
    expect(page.get_by_role("link", name="修订")).to_have_count(0)
    page.goto("/catalog/food-business-license/exempt")
    page.get_by_label("依据编码").fill("food-safety-35")
    page.get_by_role("button", name="保存为草稿").click()
    expect(page.get_by_role("alert")).to_contain_text("无权")
