"""Signing in and out, and what a session is proof against."""

from playwright.sync_api import expect

from tests.pages.visiting import Visitors


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
