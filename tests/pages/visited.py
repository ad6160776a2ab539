"""What is demanded of every page, in both languages, on a phone and on a desk, by day and night."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, Literal

from playwright.sync_api import Page

from hub.web.pages.page import Page as Declared
from tests.pages.visiting import ALL, COLORS, HEAVIEST, Visitors, picture, serious, weight
from tests.schema.http.streams.serving import Served

PHONE, DESK = 360, 1280
Theme = Literal["light", "dark"]
SOUGHT: Final[dict[Theme, dict[str, Any]]] = {"light": ALL, "dark": COLORS}
"""What is looked for: of a theme only the colors are its own."""
LOOKS: Final[dict[str, tuple[tuple[int, Theme], ...]]] = {
    "zh-CN": ((PHONE, "light"), (DESK, "dark")),
    "en": ((DESK, "light"), (PHONE, "dark")),
}
"""The looks at each page: any two of a language, a width and a theme are met together."""
LANGUAGES: Final = tuple(LOOKS)
EVERY_LOOK = "HUB_TEST_EVERY_LOOK" in os.environ
"""Whether all three are met together, which takes half as long again."""


@dataclass(frozen=True)
class Visited:
    """A page, who looks at it, and at what."""

    page: Declared
    by: str | None = None
    find: Callable[[Served], str] | None = None
    """What returns the path to look at, for a page about one thing."""

    @property
    def name(self) -> str:
        """Return what tells the page from others."""
        return f"{self.page.folder.parent.name}-{self.page.folder.name}"

    def path(self, hub: Served) -> str:
        """Return the path to look at."""
        return self.page.path if self.find is None else self.find(hub)


def look_at(visited: Visited, language: str, visitors: Visitors, hub: Served) -> None:
    """Look at a page in one language, and find nothing."""
    page = visitors.look_around(visited.by, language)
    answer = page.goto(visited.path(hub))
    assert answer is not None
    assert answer.status == 200, page.content()
    look_over(page, visited.name, language)


def look_over(page: Page, name: str, language: str) -> None:
    """Look at what a window shows, and find nothing."""
    assert weight(page) <= HEAVIEST
    for width, theme in LOOKS[language] if not EVERY_LOOK else product((PHONE, DESK), SOUGHT):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        assert _fits(page), f"wider than {width}"
        found = serious(page, SOUGHT[theme])
        assert found == [], found
        picture(page, f"{name}-{language[:2]}-{width}-{theme}")


def _fits(page: Page) -> bool:
    """Tell whether nothing stands out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
