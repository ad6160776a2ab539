"""The pages for departments that issue licenses."""

from typing import Final

from hub.web.pages.desk.act.page import ACT
from hub.web.pages.desk.approvals.page import APPROVALS
from hub.web.pages.desk.batch.page import BATCH
from hub.web.pages.desk.change.page import CHANGE
from hub.web.pages.desk.day.page import DAY
from hub.web.pages.desk.finding.page import FINDING
from hub.web.pages.desk.form.page import FORM
from hub.web.pages.desk.issue.page import ISSUE
from hub.web.pages.desk.joint.page import JOINT
from hub.web.pages.desk.joints.page import JOINTS
from hub.web.pages.desk.license.page import LICENSE
from hub.web.pages.desk.licenses.page import LICENSES
from hub.web.pages.desk.objection.page import OBJECTION
from hub.web.pages.desk.objections.page import OBJECTIONS
from hub.web.pages.desk.order.page import ORDER
from hub.web.pages.desk.quality.page import QUALITY
from hub.web.pages.desk.renew.page import RENEW
from hub.web.pages.desk.request.page import REQUEST
from hub.web.pages.desk.sheet.page import SHEET
from hub.web.pages.desk.sheets.page import SHEETS
from hub.web.pages.page import Area, Viewer
from hub.web.pages.words import Words

ISSUING: Final = frozenset({"GOVERNMENT", "INSTITUTION"})
"""What issues licenses besides departments; not everybody there has to do with it."""
ROLES: Final = frozenset({"ISSUER", "AGGREGATOR", "CATALOG_REVIEWER"})


def _works_here(viewer: Viewer) -> bool:
    """Tell who works at a department, or issues elsewhere: any officer there answers orders."""
    issues = viewer.organization in ISSUING and bool(viewer.roles & ROLES)
    return viewer.organization == "DEPARTMENT" or issues


DESK: Final = Area(
    "/desk",
    Words("签发部门", "Issuing"),
    (
        *(DAY, ISSUE, FORM, SHEETS, SHEET, LICENSES, LICENSE, CHANGE, RENEW, ACT, JOINTS, JOINT),
        *(APPROVALS, REQUEST, OBJECTIONS, OBJECTION, QUALITY, BATCH, FINDING, ORDER),
    ),
    visitors=_works_here,
)
