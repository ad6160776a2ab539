"""The table's fourth part: licenses while they are made, and what happens in their life.

Written like `rows.py` and `acts.py`.
"""

from schema.ids import GlobalIds, Named
from tests.schema.http.asking import Hub
from tests.schema.http.doors.knocking import CAUSE
from tests.schema.http.doors.row import Row, Thing, act, ask
from tests.schema.http.doors.rows import NODE
from tests.schema.http.issuing.making import CASE, CLERK, WHY, happened, issued
from tests.schema.http.issuing.test_joint import FIRST, SECOND, begun

OTHER_CLERK = "issuer-civil-affairs"
NO_OFFICE = "NotAnIssuingOffice"
NOT_ITS = {OTHER_CLERK: "LicenseNotYours"}
LOW = "AssuranceNeeded"
CASE_OF = CASE | {"reason": CAUSE}
STATED = {"matter": CASE["matter"], "caseNumber": CASE["caseNumber"]}


def _licensed(hub: Hub, _: GlobalIds) -> str:
    return str(issued(hub, validUntil="2099-12-31")["license"])


def _suspended(hub: Hub, ids: GlobalIds) -> str:
    license_ = _licensed(hub, ids)
    happened(hub, "suspendLicense", license_)
    return license_


def _waiting(hub: Hub, ids: GlobalIds) -> str:
    """Return where the second page of what waits begins."""
    _begun(hub, ids)
    _begun(hub, ids)
    told = hub.ask("{ jointIssues(first: 1) { endCursor } }", by=SECOND)
    return str(told["jointIssues"]["endCursor"])


def _begun(hub: Hub, _: GlobalIds) -> str:
    return str(begun(hub)["id"])


LICENSED = Thing(_licensed, Named.LICENSE, 2)
AT_REST = Thing(_suspended, Named.LICENSE, 2)
BEGUN = Thing(_begun, Named.MAKING)
WAITING = Thing(_waiting)


def _happens(name: str, thing: Thing = LICENSED) -> Row:
    return act(
        f"Mutation.{name}(input.license)",
        thing,
        by=CLERK,
        low=LOW,
        others=NO_OFFICE,
        but=NOT_ITS,
        absent="LicenseNotYours",
        more=WHY,
        once=True,
    )


MAKING = [
    _happens("suspendLicense"),
    _happens("resumeLicense", AT_REST),
    _happens("recordInspection"),
    _happens("annulLicense"),
    _happens("revokeLicense"),
    _happens("cancelLicense"),
    act(
        "Mutation.changeLicense(input.license)",
        LICENSED,
        by=CLERK,
        low=LOW,
        others=NO_OFFICE,
        but=NOT_ITS,
        absent="LicenseNotYours",
        more={"case": CASE_OF, "face": {"company_type": "股份有限公司"}},
        purpose=STATED,
        once=True,
    ),
    act(
        "Mutation.renewLicense(input.license)",
        LICENSED,
        by=CLERK,
        low=LOW,
        others=NO_OFFICE,
        but=NOT_ITS,
        absent="LicenseNotYours",
        more={"case": CASE_OF, "validUntil": "2109-12-31"},
        purpose=STATED,
        once=True,
    ),
    act(
        "Mutation.confirmJointIssue(input.making)",
        BEGUN,
        by=SECOND,
        low=LOW,
        others=NO_OFFICE,
        but={OTHER_CLERK: "MakingNotFound", FIRST: "MakingNotFound"},
        absent="MakingNotFound",
        more={"face": {"fire_conclusion": "消防验收合格"}},
        once=True,
    ),
    act(
        "Mutation.abandonMaking(input.making)",
        BEGUN,
        by=SECOND,
        low=LOW,
        others=NO_OFFICE,
        but={OTHER_CLERK: "MakingNotFound", FIRST: "answers"},
        absent="MakingNotFound",
        once=True,
    ),
    ask(
        "Query.node(id)",
        BEGUN,
        NODE,
        by=SECOND,
        low=LOW,
        others=NO_OFFICE,
        but={OTHER_CLERK: "MakingNotFound", FIRST: "answers"},
        absent="MakingNotFound",
    ),
    ask(
        "Query.jointIssues(after)",
        WAITING,
        "jointIssues(after: $it) { makings { id } }",
        by=SECOND,
        low=LOW,
        others="CursorOutdated",
        forged="CursorOutdated",
    ),
]
