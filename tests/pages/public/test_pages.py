"""Every page for everybody can be used by everybody."""

import pytest

from hub.web.pages.public.area import PUBLIC
from hub.web.pages.public.exempt.page import EXEMPT
from hub.web.pages.public.home.page import HOME
from hub.web.pages.public.notices.page import PUBLIC_NOTICES
from hub.web.pages.public.objection.page import OBJECTION
from hub.web.pages.public.progress.page import PROGRESS
from hub.web.pages.public.record.page import RECORD
from hub.web.pages.public.redeem.page import REDEEM
from hub.web.pages.public.register.page import REGISTER
from hub.web.pages.public.verify.page import VERIFY
from hub.web.pages.public.verify_copy.page import VERIFY_COPIES
from tests.pages.visited import LANGUAGES, Visited, look_at, look_over
from tests.pages.visiting import Visitors
from tests.schema.http.asking import identifier
from tests.schema.http.streams.serving import Served


def record(_hub: Served) -> str:
    """Return where the register shows a license of which much is withheld."""
    return f"/register/{identifier('revoked')}"


def scanned(_hub: Served) -> str:
    """Return where the code of a license leads."""
    return f"/verify?id={identifier('company-license')}"


VISITED = (
    Visited(HOME),
    Visited(REGISTER),
    Visited(RECORD, find=record),
    Visited(VERIFY, find=scanned),
    Visited(VERIFY_COPIES),
    Visited(OBJECTION),
    Visited(PROGRESS),
    Visited(EXEMPT),
    Visited(PUBLIC_NOTICES),
    Visited(REDEEM, by="desk"),
)


def test_every_page_is_visited() -> None:
    assert {one.page for one in VISITED} == set(PUBLIC.pages)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visited", VISITED, ids=lambda one: one.name)
def test_everybody_can_use_it(
    visited: Visited, language: str, visitors: Visitors, hub: Served
) -> None:
    look_at(visited, language, visitors, hub)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_can_use_what_forms_lead_to(language: str, visitors: Visitors) -> None:
    page = visitors.come(language=language)
    page.goto("/register")
    page.locator("select[name=entry]").select_option("food-production-license")
    page.locator("form.sheet button").click()
    look_over(page, "public-found", language)
    page.locator("tbody a").first.click()
    page.locator("form[action='/object'] button").click()
    page.locator("input[name=field]").first.check()
    page.locator("textarea").fill("……")
    look_over(page, "public-objecting", language)
    page.locator("form.sheet button").click()
    look_over(page, "public-receipt", language)
    page.locator("form[action='/object/status'] button").click()
    look_over(page, "public-status", language)
    page.goto("/verify")
    page.locator("input[type=file]").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.locator("form[enctype] button").click()
    look_over(page, "public-report", language)
