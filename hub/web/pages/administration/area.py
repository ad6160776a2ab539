"""The pages for administrators of organizations, of whatever kind."""

from typing import Final

from hub.web.pages.administration.offices.page import OFFICES
from hub.web.pages.page import Area
from hub.web.pages.words import Words

ADMINISTRATORS: Final = frozenset({"SYSTEM_ADMIN", "SECURITY_ADMIN", "AUDITOR"})

ADMINISTRATION: Final = Area(
    "/offices",
    Words("单位管理", "Administration"),
    (OFFICES,),
    visitors=lambda viewer: bool(ADMINISTRATORS & viewer.roles),
)
