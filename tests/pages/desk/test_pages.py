"""Every page for issuing departments can be used on a phone and on a desk, by day and night."""

import pytest

from hub.web.pages.desk.act.page import ACT
from hub.web.pages.desk.approvals.page import APPROVALS
from hub.web.pages.desk.area import DESK
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
from tests.pages.visited import LANGUAGES, Visited, look_at
from tests.pages.visiting import Visitors
from tests.schema.http.issuing.making import CLERK, ENTRY
from tests.schema.http.issuing.sheets import filled, send, shop, template, told
from tests.schema.http.issuing.test_joint import SECOND, begun
from tests.schema.http.objections.objecting import objected
from tests.schema.http.sharing import REVIEWER, key, requested
from tests.schema.http.streams.serving import Served
from tests.schema.http.supervision.looking import findings
from tests.schema.http.supervision.ordering import opened, orders

LANDMARK = "company-license"
FILM = "editor-film"
"""Somebody of an organization against which there is a finding and an order."""


@pytest.fixture(scope="module", autouse=True)
def _ordered(hub: Served) -> None:
    """Open an order before there is a browser, whose library keeps jobs from running here."""
    opened(hub)


def _license(hub: Served, act: str = "") -> str:
    return f"/desk/licenses/{hub.license_id(LANDMARK, CLERK, '核对')}{act}"


def _batch(hub: Served) -> str:
    rows = [shop(1, holders__0__code="91519999MA990001X0"), shop(2, face__address=None)]
    sent = told(send(hub, filled(template(hub), rows), key()))
    return f"/desk/batches/{sent[-1]['batch']}"


def _request(hub: Served) -> str:
    asked = ["status", "holder_name", "holder_code", "sex"]
    return f"/desk/approvals/{requested(hub, fields=asked)['id']}"


VISITED = (
    Visited(JOINT, SECOND, lambda hub: f"/desk/joint/{begun(hub)['id']}"),
    Visited(OBJECTION, CLERK, lambda hub: f"/desk/objections/{objected(hub)}"),
    Visited(REQUEST, REVIEWER, _request),
    Visited(BATCH, CLERK, _batch),
    Visited(FINDING, FILM, lambda hub: f"/desk/findings/{findings(hub, FILM)[0]['id']}"),
    Visited(ORDER, FILM, lambda hub: f"/desk/orders/{orders(hub, FILM)[0]['id']}"),
    Visited(DAY, CLERK),
    Visited(ISSUE, CLERK),
    Visited(FORM, CLERK, lambda _hub: f"/desk/issue/{ENTRY}"),
    Visited(SHEETS, CLERK),
    Visited(SHEET, CLERK, lambda _hub: f"/desk/sheets/{ENTRY}"),
    Visited(LICENSES, CLERK),
    Visited(LICENSE, CLERK, _license),
    Visited(CHANGE, CLERK, lambda hub: _license(hub, "/change")),
    Visited(RENEW, CLERK, lambda hub: _license(hub, "/renew")),
    Visited(ACT, CLERK, lambda hub: _license(hub, "/annul")),
    Visited(JOINTS, SECOND),
    Visited(APPROVALS, REVIEWER),
    Visited(OBJECTIONS, CLERK),
    Visited(QUALITY, CLERK),
)
"""What makes something to look at comes first, so that lists have something to list."""


def test_every_page_is_visited() -> None:
    assert {one.page for one in VISITED} == set(DESK.pages)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visited", VISITED, ids=lambda one: one.name)
def test_departments_can_use_it(
    visited: Visited, language: str, visitors: Visitors, hub: Served
) -> None:
    look_at(visited, language, visitors, hub)
