"""The pages of the catalog, for those who compile, review and publish it."""

from typing import Final

from hub.web.pages.catalog.draft.page import DRAFT
from hub.web.pages.catalog.entry.page import ENTRY
from hub.web.pages.catalog.exempt.page import EXEMPT
from hub.web.pages.catalog.publication.page import PUBLICATION
from hub.web.pages.catalog.revise.page import REVISE
from hub.web.pages.catalog.revision.page import REVISION
from hub.web.pages.catalog.search.page import SEARCH
from hub.web.pages.page import Area, Viewer
from hub.web.pages.words import Words

_ROLES: Final = {"CATALOG_EDITOR", "CATALOG_REVIEWER"}


def _concerned(viewer: Viewer) -> bool:
    return viewer.organization == "DATA_CENTER" or bool(_ROLES & viewer.roles)


CATALOG: Final = Area(
    "/catalog",
    Words("证照目录", "Catalog"),
    (SEARCH, DRAFT, PUBLICATION, REVISE, EXEMPT, REVISION, ENTRY),
    visitors=_concerned,
)
"""Paths of one word stand before `/catalog/{code}`."""
