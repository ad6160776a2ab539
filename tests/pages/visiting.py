"""Visit pages as somebody, in a browser that notes whatever pages must not do."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

HEAVIEST = 60 * 1024
"""How many bytes a page may have, with its style and its scripts, without images."""
SERIOUS = {"serious", "critical"}
ALL: dict[str, Any] = {}
COLORS: dict[str, Any] = {"runOnly": ["color-contrast"]}
"""What axe looks for: everything, or what a theme alone can change."""

PICTURES = os.environ.get("HUB_TEST_PICTURES")
"""A folder for pictures of the pages, for who wants to look at them."""


@dataclass
class Visitors:
    """Opens a browser window for each visitor, and gathers what pages did that none may."""

    browser: Browser
    address: str
    signed_in: dict[str, StorageState] = field(default_factory=dict)
    """The sessions of those who only look around, from one test to the next."""
    contexts: list[BrowserContext] = field(default_factory=list)
    breaches: list[str] = field(default_factory=list)

    def come(
        self,
        persona: str | None = None,
        *,
        language: str = "zh-CN",
        width: int = 1280,
        **more: Any,  # noqa: ANN401 - as the browser takes them
    ) -> Page:
        """Return a page of a new window, signed in as a persona if one is named.

        A persona may be in another office: `agent@code`.
        """
        height = 800 if width > 600 else 740
        context = self.browser.new_context(
            base_url=self.address,
            locale=language,
            viewport={"width": width, "height": height},
            **more,
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        self._watch(page)
        if persona is not None:
            key, _, office = persona.partition("@")
            page.goto("/sign-in?back=/")
            page.locator("#office").fill(office)
            page.locator(f'button[value="{key}"]').click()
            page.wait_for_url(f"{self.address}/")
        return page

    def look_around(self, persona: str | None, language: str) -> Page:
        """Return a page of a new window; a persona is signed in once for all who look around."""
        if persona is None:
            return self.come(language=language)
        if persona not in self.signed_in:
            page = self.come(persona, language=language)
            self.signed_in[persona] = page.context.storage_state()
            return page
        return self.come(language=language, storage_state=self.signed_in[persona])

    def leave(self) -> None:
        """Close all windows, and tell of every breach."""
        for context in self.contexts:
            context.close()
        assert self.breaches == []

    def _watch(self, page: Page) -> None:
        own = urlsplit(self.address).netloc
        page.on("request", lambda asked: self._note_host(asked.url, own))
        page.on("console", lambda said: self._note(said.type == "error", said.text))
        page.on("pageerror", lambda error: self._note(True, str(error)))  # noqa: FBT003 - always

    def _note_host(self, url: str, own: str) -> None:
        place = urlsplit(url)
        self._note(place.scheme not in {"data", "blob"} and place.netloc != own, f"asked {url}")

    def _note(self, breach: bool, told: str) -> None:  # noqa: FBT001 - whether to note it
        expected = "the server responded with a status of" in told
        if breach and not expected:
            self.breaches.append(told)


def serious(page: Page, sought: dict[str, Any] = ALL, within: str = "html") -> list[str]:
    """Return what axe finds of a page, or of a part, that would keep somebody from using it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], **sought}
    run = "([within, options]) => axe.run(within, options)"
    found = page.evaluate(run, [within, options])["violations"]
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


def weight(page: Page) -> int:
    """Return the bytes of a page with its style and its scripts."""
    sizes = page.evaluate(
        """() => performance.getEntriesByType("resource")
            .filter((one) => /[.](css|js)/.test(one.name)).map((one) => one.decodedBodySize)"""
    )
    return len(page.content().encode()) + sum(map(int, sizes))


def picture(page: Page, name: str) -> None:
    """Take a picture of a page, if pictures are wanted."""
    if PICTURES is not None:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
