"""The table's fifth part: who designates, finds, orders and answers.

Written like `rows.py` and `acts.py`.
"""

from typing import Any

from schema.ids import GlobalIds, Named
from tests.schema.http.asking import Hub
from tests.schema.http.doors.row import ANSWERS, Thing, act

CENTER = "12519999MB99000993"


def _officer(hub: Hub, _: GlobalIds) -> str:
    """Return somebody who holds an office in the data center."""
    return str(hub.ask("{ viewer { id } }", by="auditor")["viewer"]["id"])


OFFICER = Thing(_officer, Named.PERSON)
BODY: dict[str, Any] = {"organization": CENTER, "body": "电子证照部"}

SUPERVISION = [
    act(
        "Mutation.designateBody(input.officers)",
        OFFICER,
        by="system-admin",
        low=ANSWERS,
        others="DesignationReserved",
        absent="OfficerUnfit",
        more=BODY,
    ),
]
