"""Every page for partners, and for who would become one, can be used by everybody."""

import pytest
from playwright.sync_api import expect

from hub.web.pages.partner.area import JOINING, PARTNER, USING
from hub.web.pages.partner.client.page import CLIENT
from hub.web.pages.partner.clients.page import CLIENTS
from hub.web.pages.partner.consents.page import CONSENTS
from hub.web.pages.partner.corrections.page import CORRECTIONS
from hub.web.pages.partner.onboarding.page import ONBOARDING
from hub.web.pages.partner.request.page import REQUEST
from hub.web.pages.partner.request_new.page import REQUEST_NEW
from hub.web.pages.partner.requests.page import REQUESTS
from hub.web.pages.partner.sandbox.page import SANDBOX
from hub.web.pages.partner.scenario_new.page import SCENARIO_NEW
from hub.web.pages.partner.scenarios.page import SCENARIOS
from hub.web.pages.partner.usage.page import USAGE
from hub.web.pages.partner.why.page import WHY
from tests.pages.visited import LANGUAGES, Visited, look_at
from tests.pages.visiting import Visitors
from tests.schema.http.objections.test_corrections import BANK, corrected, granted, read
from tests.schema.http.partners.clients import onboard
from tests.schema.http.sharing import asked, requested, running
from tests.schema.http.streams.serving import Served

FORM = "/partner/requests/new?scenario=bank-loan&matter=personal-loan&entry=identity-card"


def a_client(_hub: Served) -> str:
    return "/partner/clients/91519999MA9900159D.1"


def a_request(hub: Served) -> str:
    found = hub.ask("{ accessRequests { id state } }", by="bank-clerk")["accessRequests"]
    running = next(one["id"] for one in found if one["state"] == "RUNNING")
    return f"/partner/requests/{running}"


def an_ask(hub: Served) -> str:
    return f"/partner/consents?request={a_request(hub).rpartition('/')[2]}"


VISITED = (
    Visited(ONBOARDING, "logistics-agent"),
    Visited(SCENARIOS, "bank-clerk"),
    Visited(SCENARIO_NEW, "bank-clerk", lambda _: "/partner/scenarios/new?entry=identity-card"),
    Visited(REQUESTS, "bank-clerk"),
    Visited(REQUEST_NEW, "bank-clerk", lambda _: FORM),
    Visited(REQUEST, "bank-clerk", a_request),
    Visited(CONSENTS, "bank-clerk", an_ask),
    Visited(CORRECTIONS, "bank-clerk"),
    Visited(USAGE, "bank-clerk"),
    Visited(CLIENTS, "logistics-agent@91519999MA9900159D"),
    Visited(CLIENT, "logistics-agent@91519999MA9900159D", a_client),
    Visited(WHY, "adult"),
    Visited(SANDBOX, "bank-clerk"),
)


@pytest.fixture(scope="module", autouse=True)
def something_to_show(hub: Served) -> None:
    """A partner, and requests of the bank: one asked, one running with a consent asked."""
    onboard(hub)
    requested(hub, quota=100)
    asked(hub, running(hub, quota=500), "adult-identity", "case-pages")
    license_ = hub.license_id("former-issuer", "adult")
    granted(hub, license_, ["location"], organization=BANK)
    read(hub, license_, "bank", ["location"])
    corrected(hub, license_, location="四川省绵阳市涪城区示例路8号")


def test_a_bank_takes_note_of_a_correction(visitors: Visitors) -> None:
    page = visitors.come("bank-clerk", java_script_enabled=False)
    page.goto("/partner/corrections")
    expect(page.get_by_role("article")).to_contain_text("不动产权证书：坐落 已更正")
    page.get_by_role("button", name="确认知悉").click()
    expect(page.get_by_role("status")).to_contain_text("已确认知悉")
    expect(page.get_by_role("article")).to_have_count(0)


def test_every_page_is_visited() -> None:
    pages = {page for area in (PARTNER, USING, JOINING) for page in area.pages}
    assert {one.page for one in VISITED} == pages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visited", VISITED, ids=lambda one: one.name)
def test_everybody_can_use_it(
    visited: Visited, language: str, visitors: Visitors, hub: Served
) -> None:
    look_at(visited, language, visitors, hub)
