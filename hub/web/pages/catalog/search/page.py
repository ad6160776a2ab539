"""Find entries of the catalog, and what waits there for the visitor."""

from pathlib import Path
from typing import Any, Final

from starlette.responses import Response

from hub.web.pages import vocabulary
from hub.web.pages.page import Page
from hub.web.pages.visit import Visit
from hub.web.pages.words import Words

_OFFICES: Final = {"CATALOG_EDITOR", "CATALOG_REVIEWER"}


async def show(visit: Visit) -> Response:
    """Show the catalog, narrowed as was typed, below what waits for the visitor."""
    asked = {name: visit.typed.get(name) or None for name in ("search", "sector", "issuer")}
    entries = (await visit.ask("entries", **asked))["catalog"]
    every = (await visit.ask("sectors"))["catalog"]
    return await visit.show(
        entries=entries,
        sectors=[
            (code, vocabulary.sector(code).told(visit.look.language))
            for code in sorted({one["body"]["sector"] for one in every})
        ],
        waiting=await _waiting(visit),
        narrowed=any(asked.values()),
    )


async def search(visit: Visit) -> Response:
    """Narrow the catalog; what is looked for stands in no address."""
    await visit.form()
    return await show(visit)


async def _waiting(visit: Visit) -> list[dict[str, Any]]:
    """Return the revisions on their way, for those who bring them on."""
    if not _OFFICES & (await visit.viewer()).roles:
        return []
    return list((await visit.ask("open"))["openRevisions"])


SEARCH: Final = Page(
    "/catalog", Words("目录检索", "Search the catalog"), Path(__file__).parent, show, search
)
