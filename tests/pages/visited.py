"""What is demanded of every page, in both languages, on a phone and on a desk, by day and night."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from playwright.sync_api import Page

from hub.web.pages.page import Page as Declared
from tests.pages.visiting import ALL, COLORS, HEAVIEST, Visitors, picture, serious, weight
from tests.schema.http.streams.serving import Served

LANGUAGES: Final = ("zh-CN", "en")
WIDTHS: Final = (360, 1280)
THEMES: Final[dict[Literal["light", "dark"], dict[str, Any]]] = {"light": ALL, "dark": COLORS}


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
    """Look at a page in one language, at both widths and in both themes, and find nothing."""
    page = visitors.look_around(visited.by, language)
    answer = page.goto(visited.path(hub))
    assert answer is not None
    assert answer.status == 200, page.content()
    look_over(page, f"{visited.name}-{language[:2]}")


def look_over(page: Page, name: str) -> None:
    """Look at what a window shows, at both widths and in both themes, and find nothing.

    Of a theme only the colors are its own: all else is looked for in the light one.
    """
    assert weight(page) <= HEAVIEST
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert _fits(page), f"wider than {width}"
        for theme, sought in THEMES.items():
            page.emulate_media(color_scheme=theme)
            found = serious(page, sought)
            assert found == [], found
            picture(page, f"{name}-{width}-{theme}")


def _fits(page: Page) -> bool:
    """Tell whether nothing stands out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
