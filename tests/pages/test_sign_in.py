"""Signing in and out, and what a session is proof against."""

from playwright.sync_api import expect

from tests.pages.holder.finding import identity
from tests.pages.visiting import Visitors, picture, serious
from tests.schema.http.streams.serving import Served


def test_somebody_signs_in_and_out(visitors: Visitors) -> None:
    page = visitors.come("bank")
    kept = page.context.storage_state()
    cookies = {one["name"]: one for one in page.context.cookies()}
    expect(page.locator(".who")).to_contain_text("示例银行")
    assert cookies["hub-session"]["httpOnly"]
    assert cookies["hub-session"]["sameSite"] == "Lax"
    page.get_by_role("button", name="退出").click()
    expect(page.locator(".who")).to_contain_text("登录")
    page = visitors.come(storage_state=kept)
    page.goto("/")
    expect(page.locator(".who")).to_contain_text("登录")


def test_who_has_to_sign_in_comes_to_the_page_that_was_asked_for(visitors: Visitors) -> None:
    page = visitors.come()
    page.goto("/oversight/orders")
    page.locator('button[value="supervisor"]').click()
    expect(page.get_by_role("heading", name="整改令")).to_be_visible()
    assert page.url == f"{visitors.address}/oversight/orders"


def test_who_sees_too_little_signs_in_with_more_and_is_back(
    visitors: Visitors, hub: Served
) -> None:
    page = visitors.come("adult-account", language="en", width=360)
    page.goto(identity(hub))
    way_up, too_low = (
        page.get_by_role("link", name="Sign in with a higher assurance"),
        "Part hidden",
    )
    expect(page.locator("table").first).to_contain_text(too_low)
    assert serious(page) == []
    way_up.click()
    expect(page.get_by_text("A higher assurance is asked for")).to_be_visible()
    page.locator('button[value="adult-account"]').click()
    page.wait_for_url(f"{visitors.address}{identity(hub)}")
    expect(page.locator("table").first).not_to_contain_text(too_low)
    expect(way_up).to_have_count(0)


def test_what_was_typed_when_the_session_ended_is_there_to_be_copied(
    visitors: Visitors, hub: Served
) -> None:
    page = visitors.come("adult", language="en", width=360)
    page.goto(f"{identity(hub)}/object")
    page.locator("textarea").fill("The address is wrong:\nit is the other house.")
    page.locator('input[type="checkbox"]').first.check()
    page.context.clear_cookies()
    page.locator("main form button").last.click()
    expect(page.get_by_role("alert")).to_contain_text("The session has ended")
    expect(page.locator("dd.typed").get_by_text("it is the other house.")).to_be_visible()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture(page, "session-ended")
    page.locator("main").get_by_role("link", name="Sign in").click()
    page.locator('button[value="adult"]').click()
    page.wait_for_url(f"{visitors.address}{identity(hub)}/object")
