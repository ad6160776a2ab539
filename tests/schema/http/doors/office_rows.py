"""The table's part on offices: they are told to administrators, and given and ended by them.

Written like `rows.py` and `acts.py`.
"""

from schema.ids import GlobalIds, Named
from tests.schema.http.appointing import CENTER, CHENGDU, SYSTEM, listed, newcomer
from tests.schema.http.asking import Hub
from tests.schema.http.doors.row import ANSWERS, Knows, Row, Thing, act, ask
from tests.schema.http.doors.showing_things import SECURITY
from tests.schema.http.doors.things import text

AUDITOR = "desk-auditor"
"""The auditor of the government of Chengdu, who is told of its offices and gives none."""


def _person(hub: Hub, _: GlobalIds) -> str:
    """Return somebody who holds one office, in the data center."""
    return str(newcomer(hub, SYSTEM, CENTER, "CATALOG_REVIEWER")["person"])


def _office(hub: Hub, _: GlobalIds) -> str:
    """Return the office of somebody in the data center."""
    return str(newcomer(hub, SYSTEM, CENTER, "CATALOG_REVIEWER")["id"])


def _page(hub: Hub, _: GlobalIds) -> str:
    """Return where the auditor's page of offices ends."""
    return str(listed(hub, AUDITOR, CHENGDU, first=1)["endCursor"])


PERSON, OFFICE = Thing(_person, Named.PERSON), Thing(_office, Named.OFFICE)
PAGE = Thing(_page)

OFFICES: list[Row] = [
    ask(
        "Query.offices(organization)",
        text(CHENGDU, "91519999MA9999999X"),
        "offices(organization: $it) { offices { id } endCursor }",
        by=AUDITOR,
        low=ANSWERS,
        others="OfficesReserved",
        but={SYSTEM: Knows(ANSWERS), SECURITY: Knows(ANSWERS), "auditor": Knows(ANSWERS)},
    ),
    ask(
        "Query.offices(after)",
        PAGE,
        f'offices(organization: "{CHENGDU}", after: $it) {{ endCursor offices {{ id }} }}',
        by=AUDITOR,
        low=ANSWERS,
        others="CursorOutdated",
        forged="CursorOutdated",
    ),
    act(
        "Mutation.holdOffice(input.person)",
        PERSON,
        by=SECURITY,
        low=ANSWERS,
        others="AppointmentReserved",
        absent="AccountUnknown",
        more={"organization": CHENGDU, "role": "OVERSEER"},
    ),
    act(
        "Mutation.leaveOffice(input.office)",
        OFFICE,
        by=SYSTEM,
        low=ANSWERS,
        others="OfficeUnknown",
        but=dict.fromkeys((SECURITY, "auditor"), Knows("AppointmentReserved")),
    ),
]
