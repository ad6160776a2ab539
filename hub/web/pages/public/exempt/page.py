"""List what is exempt from sharing, on which ground, and what no longer is (art. 22)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Language, Words

_PARTED: Final = {Language.ZH: "：", Language.EN: ": "}
"""Where the name of an exempt field passes from its entry to the field."""


async def show(visit: Visit) -> Response:
    """Show the list, of one entry if one is chosen."""
    listed = (await visit.ask("exemptions"))["exemptions"]
    language = visit.look.language
    entries = {one["code"]: _entry(one, language) for one in listed}
    chosen = visit.query.get("entry", "")
    wanted = [one for one in listed if chosen in {"", one["code"]}]
    return await visit.show(
        holding=[one for one in wanted if not one["lapsed"]],
        lapsed=[one for one in wanted if one["lapsed"]],
        entries=sorted(entries.items()),
        chosen=chosen,
    )


def _entry(one: Mapping[str, Any], language: Language) -> str:
    return Words(one["zh"], one["en"]).told(language).partition(_PARTED[language])[0]


EXEMPT: Final = Page(
    "/exempt", Words("不予共享清单", "What is not shared"), Path(__file__).parent, show
)
