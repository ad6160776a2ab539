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
