"""The explorer's panel says of the query in the editor what is withheld, and why."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hub.web.explorer import endpoint
from hub.web.pages.naming import terms
from hub.web.pages.partner.why.page import WHY
from hub.web.pages.words import Language
from schema.explain import NothingExplained
from tests.clients.explorer import build
from tests.pages.visiting import Visitors, picture, serious
from tests.schema.http.asking import identifier
from tests.schema.http.streams.serving import Served

QUERY = "query ($of: String!) { license(identifier: $of) { fields { key value } } }"
TWO = f"query Other {{ __typename }} {QUERY.replace('query', 'query Meant')}"
GIVEN = f'{{"of": "{identifier("joint-owners")}"}}'
EXPLAIN = """query ($document: String!, $given: JSON) {
    explain(query: $document, variables: $given) { fields { key decision {
        outcome code basis remedy legalBasis { zh en } } } } }"""
VALUE = "周共有"
LOOKS = {
    Language.ZH: {"language": "zh-CN", "color_scheme": "light"},
    Language.EN: {"language": "en-GB", "color_scheme": "dark"},
}


@pytest.fixture(scope="module", autouse=True)
def _built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The explorer, as `make explorer` builds it."""
    folder = tmp_path_factory.mktemp("explorer")
    build(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(endpoint, "ASSETS", folder)
        yield


def write(page: Page, place: str, text: str) -> None:
    """Write into one of the editors."""
    page.locator(f".graphiql-{place} .graphiql-editor:not(.hidden) textarea").focus()
    page.keyboard.press("Control+KeyA")
    page.keyboard.insert_text(text)


def opened(visitors: Visitors, language: Language, *, demo: bool = True) -> Page:
    """Return the explorer with the panel open, and a query with its variables in the editors."""
    look: Any = LOOKS[language]
    page = visitors.come(width=1400, **look)
    if not demo:
        page.route("**/demo/**", lambda route: route.fulfill(status=404))
    page.goto("/explorer")
    page.get_by_role("button", name="Variables").click()
    write(page, "query-editor", QUERY)
    write(page, "editor-tool", GIVEN)
    page.get_by_role("button", name=WHY.title.told(language)).click()
    return page


def choose(page: Page, persona: str, cause: str) -> None:
    """Ask as a persona from now on, for a cause; the page asks for the schema anew by either."""
    with page.expect_response("**/graphql"):
        page.locator("select[name=persona]").select_option(persona)
    state(page, "cause", cause)


def state(page: Page, name: str, text: str) -> None:
    """Fill in who asks, or what for."""
    with page.expect_response("**/graphql"):
        page.locator(f"input[name={name}]").fill(text)
        page.locator(f"input[name={name}]").blur()


def shown(page: Page) -> list[dict[str, Any]]:
    """Return each field that the panel tells of, with its outcome and all that is said of it."""
    page.locator(".why button").click()
    expect(page.locator(".why [data-key]").first).to_be_visible()
    found: list[dict[str, Any]] = page.locator(".why [data-key]").evaluate_all(
        """all => all.map(one => ({key: one.dataset.key, outcome: one.dataset.outcome,
            said: [...one.querySelectorAll("mark, dd")].map(it => it.innerText)}))"""
    )
    return found


def in_words(hub: Served, persona: str, cause: str, language: Language) -> list[dict[str, Any]]:
    """Return the same of what `explain` answers a persona, in the words of the pages."""
    given = {"of": identifier("joint-owners")}
    answer = hub.ask(EXPLAIN, by=persona, cause=cause, document=QUERY, given=given)
    (told,) = answer["explain"]
    return [
        {"key": one["key"], "outcome": one["decision"]["outcome"]}
        | {"said": _said(one["decision"], language)}
        for one in told["fields"]
    ]


def _said(decision: dict[str, Any], language: Language) -> list[str]:
    term = partial(_term, decision, language)
    law = decision["legalBasis"]
    basis = [term("basis", "Basis"), *([law[language]] if law else [])]
    said = [term("outcome", "Outcome"), f"{term('code', 'DecisionCode')} {decision['code']}"]
    remedy = [] if decision["outcome"] == "GRANTED" else [term("remedy", "Remedy")]
    return [*said, " · ".join(basis), *remedy]


def _term(decision: dict[str, Any], language: Language, name: str, enumeration: str) -> str:
    return terms(enumeration)[decision[name]].told(language)


@pytest.mark.parametrize("language", Language)
def test_each_persona_is_told_what_explain_answers_it(
    visitors: Visitors, hub: Served, language: Language
) -> None:
    page = opened(visitors, language)
    told = {}
    for persona, cause in (("bank", "抵押贷款"), ("owner-one", "核对")):
        choose(page, persona, cause)
        expect(page.locator(".why [data-key]")).to_have_count(0)
        told[persona] = shown(page)
        picture(page, f"explorer-why-{persona}-{language}")
        assert told[persona] == in_words(hub, persona, cause, language)
        assert VALUE not in page.locator(".why").inner_text()
        assert serious(page, within=".graphiql-plugin") == []
    assert told["bank"] != told["owner-one"]
    assert {one["outcome"] for one in told["bank"]} == {"GRANTED", "MASKED", "WITHHELD"}


def test_where_there_are_no_personas_the_panel_asks_by_the_token(
    visitors: Visitors, hub: Served
) -> None:
    page = opened(visitors, Language.ZH, demo=False)
    state(page, "token", hub.token("bank"))
    state(page, "cause", "核实")
    assert shown(page) == in_words(hub, "bank", "核实", Language.ZH)


def test_what_is_not_explained_is_refused_in_both_languages(visitors: Visitors) -> None:
    page = opened(visitors, Language.EN)
    page.locator(".why button").click()
    refused = page.locator(".why [role=alert]")
    for words in (NothingExplained.__name__, NothingExplained.zh, NothingExplained.en):
        expect(refused).to_contain_text(words)
    picture(page, "explorer-why-refused")
    write(page, "editor-tool", "{")
    page.locator(".why button").click()
    expect(refused).to_contain_text("变量须为 JSON 对象 · Variables are invalid JSON")


def test_of_several_operations_the_chosen_one_is_explained(visitors: Visitors) -> None:
    page = opened(visitors, Language.ZH)
    choose(page, "owner-one", "核对")
    write(page, "query-editor", TWO)
    page.locator(".graphiql-execute-button").click()
    page.get_by_role("menuitem", name="Meant").click()
    expect(page.locator(".result-window")).to_contain_text("IN_FORCE")
    assert len(shown(page)) > 1
