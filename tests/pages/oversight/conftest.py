"""A province in which something was found, ordered, not obeyed, reported and counted."""

from datetime import timedelta

import pytest

from hub.supervision import marks
from tests.schema.http.objections.objecting import raised
from tests.schema.http.streams.serving import Served
from tests.schema.http.supervision.looking import undesignated
from tests.schema.http.supervision.ordering import officer
from tests.schema.http.supervision.test_figures import counted
from tests.schema.http.test_papers import reported

LATE = """
UPDATE objection_clock SET due_at = now() - interval '1 day', escalated_at = now(),
    escalated_to = (SELECT id FROM organization WHERE kind = 'SUPERVISOR')
"""


@pytest.fixture(scope="module", autouse=True)
def _happened(hub: Served) -> None:
    """Let it all happen before a browser opens."""
    undesignated(hub)
    officer(hub)
    assert "number" in reported(hub, "adult", "paper"), "paper was demanded"
    told = raised(
        hub, hub.license_id("adult-driving", "adult"), "adult", fields=["vehicle_classes"]
    )
    assert "receipt" in told, told
    with hub.database() as owner:
        owner.execute(LATE)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(marks, "LATE", timedelta())
        counted(hub)
