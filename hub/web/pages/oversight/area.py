"""The pages for who supervises."""

from typing import Final

from hub.web.pages.oversight.assignments.page import ASSIGNMENTS
from hub.web.pages.oversight.demands.page import DEMANDS
from hub.web.pages.oversight.figures.page import FIGURES
from hub.web.pages.oversight.finding.page import FINDING
from hub.web.pages.oversight.findings.page import FINDINGS
from hub.web.pages.oversight.notice.page import NOTICE
from hub.web.pages.oversight.notices.page import NOTICES
from hub.web.pages.oversight.objections.page import OBJECTIONS
from hub.web.pages.oversight.order.page import ORDER
from hub.web.pages.oversight.order_opening.page import ORDER_OPENING
from hub.web.pages.oversight.orders.page import ORDERS
from hub.web.pages.page import Area, Viewer
from hub.web.pages.words import Words

_LOOKING: Final = frozenset({"SUPERVISOR", "GOVERNMENT", "DEPARTMENT", "DATA_CENTER"})
_ABOVE_ALL: Final = frozenset({"SUPERVISOR", "DATA_CENTER"})


def _oversees(viewer: Viewer) -> bool:
    """Tell whether somebody looks after others, or audits for who looks after all."""
    if "OVERSEER" in viewer.roles:
        return viewer.organization in _LOOKING
    return "AUDITOR" in viewer.roles and viewer.organization in _ABOVE_ALL


OVERSIGHT: Final = Area(
    "/oversight",
    Words("监督管理", "Oversight"),
    (
        FIGURES,
        FINDINGS,
        ORDERS,
        NOTICES,
        OBJECTIONS,
        DEMANDS,
        ASSIGNMENTS,
        FINDING,
        ORDER_OPENING,
        ORDER,
        NOTICE,
    ),
    visitors=_oversees,
)
