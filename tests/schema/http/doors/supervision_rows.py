"""The table's fifth part: who designates, finds, orders and answers.

Written like `rows.py` and `acts.py`.
"""

from typing import Any

from schema.ids import GlobalIds, Named
from tests.schema.http.asking import Hub
from tests.schema.http.doors.row import ANSWERS, Thing, act, ask
from tests.schema.http.doors.rows import NODE
from tests.schema.http.supervision.looking import records, unanswered, undesignated

CENTER = "12519999MB99000993"


def _officer(hub: Hub, _: GlobalIds) -> str:
    """Return somebody who holds an office in the data center."""
    return str(hub.ask("{ viewer { id } }", by="auditor")["viewer"]["id"])


FINDING = Thing(lambda hub, _: str(undesignated(hub)["id"]), Named.FINDING)
OFFICER = Thing(_officer, Named.PERSON)
BODY: dict[str, Any] = {"organization": CENTER, "body": "电子证照部"}

NO_FINDING = "FindingNotFound"
OVERSEERS = {"supervisor": ANSWERS, "auditor": ANSWERS}


def _cursor(query: str, *way: str) -> Thing:
    """Return where the supervisor's page of something ends."""

    def ended(hub: Hub, _: GlobalIds) -> str:
        undesignated(hub)
        told: Any = hub.ask(query, by="supervisor")
        for step in way:
            told = told[step]
        return str(told)

    return Thing(ended)


def _records(hub: Hub, _: GlobalIds) -> str:
    return str(records(hub, unanswered(hub))["endCursor"])


UNANSWERED = Thing(lambda hub, _: str(unanswered(hub)["id"]), Named.FINDING)
RECORDS = Thing(_records)
FINDINGS = _cursor("{ findings(first: 1) { endCursor } }", "findings", "endCursor")

SUPERVISION = [
    ask(
        "Query.node(id)",
        FINDING,
        NODE,
        by="editor-film",
        low=ANSWERS,
        others=NO_FINDING,
        but=OVERSEERS,
    ),
    ask(
        "Query.findingRecords(finding)",
        FINDING,
        "findingRecords(finding: $it) { records { code } }",
        by="editor-film",
        low=ANSWERS,
        others=NO_FINDING,
        but=OVERSEERS,
    ),
    ask(
        "Query.findings(after)",
        FINDINGS,
        "findings(after: $it) { findings { id } endCursor }",
        by="supervisor",
        low=ANSWERS,
        others="CursorOutdated",
        forged="CursorOutdated",
    ),
    ask(
        "Query.findingRecords(after)",
        RECORDS,
        "findingRecords(finding: $of, after: $it) { records { code } endCursor }",
        by="supervisor",
        low=ANSWERS,
        more={"of": UNANSWERED},
        others="CursorOutdated",
        forged="CursorOutdated",
    ),
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
