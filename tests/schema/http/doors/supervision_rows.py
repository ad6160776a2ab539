"""The table's fifth part: who designates, finds, orders and answers.

Written like `rows.py` and `acts.py`.
"""

from typing import Any

from schema.ids import GlobalIds, Named
from tests.schema.http.asking import Hub
from tests.schema.http.doors.row import ANSWERS, Knows, Thing, act, ask
from tests.schema.http.doors.rows import NODE
from tests.schema.http.supervision import ordering
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


def _free(hub: Hub, _: GlobalIds) -> str:
    """Return a finding that is on no order."""
    for one in ordering.orders(hub):
        if one["closedAt"] is None:
            ordering.closed(hub, one["id"])
    return str(undesignated(hub)["id"])


def _order(hub: Hub, ids: GlobalIds) -> str:
    """Return an order to an organization that has an officer."""
    ordering.officer(hub)
    return str(ordering.opened(hub, findings=[_free(hub, ids)])["id"])


def _answered(hub: Hub, ids: GlobalIds) -> str:
    order = _order(hub, ids)
    ordering.answered(hub, order)
    return order


def _drafted(hub: Hub, ids: GlobalIds) -> str:
    return str(ordering.overdue(hub, findings=[_free(hub, ids)])["notice"]["id"])


def _noticed(hub: Hub, ids: GlobalIds) -> str:
    ordering.published(hub, _drafted(hub, ids))
    return str(hub.ask("{ publicNotices(first: 1) { endCursor } }")["publicNotices"]["endCursor"])


def _ordered(hub: Hub, ids: GlobalIds) -> str:
    _order(hub, ids)
    return str(
        hub.ask("{ orders(first: 1) { endCursor } }", by="supervisor")["orders"]["endCursor"]
    )


FREE = Thing(_free, Named.FINDING)
ORDER, ANSWERED = Thing(_order, Named.ORDER), Thing(_answered, Named.ORDER)
DRAFT = Thing(_drafted, Named.PUBLIC_NOTICE)
ORDERED, NOTICED = Thing(_ordered), Thing(_noticed)
NO_ORDER = "OrderNotFound"
FINDINGS = _cursor("{ findings(first: 1) { endCursor } }", "findings", "endCursor")

SUPERVISION = [
    act(
        "Mutation.openOrder(input.findings)",
        FREE,
        by="supervisor",
        low=ANSWERS,
        others="OrderReserved",
        absent="FindingsUnfit",
        more={"told": "请整改", "workingDays": 5},
    ),
    act(
        "Mutation.answerOrder(input.order)",
        ORDER,
        by="editor-film",
        low=ANSWERS,
        others=NO_ORDER,
        but={"supervisor": Knows("AnswerReserved"), "auditor": Knows("AnswerReserved")},
        more={"told": "已整改"},
    ),
    act(
        "Mutation.returnOrder(input.order)",
        ANSWERED,
        by="supervisor",
        low=ANSWERS,
        others=NO_ORDER,
        but={"editor-film": Knows("OrderReserved"), "auditor": Knows("OrderReserved")},
        more={"told": "请补充", "workingDays": 5},
    ),
    act(
        "Mutation.closeOrder(input.order)",
        ANSWERED,
        by="supervisor",
        low=ANSWERS,
        others=NO_ORDER,
        but={"editor-film": Knows("OrderReserved"), "auditor": Knows("OrderReserved")},
        more={"told": "整改到位"},
    ),
    act(
        "Mutation.publishNotice(input.notice)",
        DRAFT,
        by="supervisor",
        low=ANSWERS,
        others="PublishingReserved",
        absent="PublicNoticeNotFound",
    ),
    ask(
        "Query.node(id)",
        ORDER,
        NODE,
        by="editor-film",
        low=ANSWERS,
        others=NO_ORDER,
        but=OVERSEERS,
    ),
    ask(
        "Query.orders(after)",
        ORDERED,
        "orders(after: $it) { orders { id } endCursor }",
        by="supervisor",
        low=ANSWERS,
        others="CursorOutdated",
        forged="CursorOutdated",
    ),
    ask(
        "Query.publicNotices(after)",
        NOTICED,
        "publicNotices(after: $it) { notices { number } endCursor }",
        by="supervisor",
        others=ANSWERS,
        forged="CursorOutdated",
    ),
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
