"""The table's fifth part: objections and what comes of them.

Written like `rows.py` and `acts.py`.
"""

from hub.db.ids import new_id
from schema.ids import GlobalIds, Named
from tests.schema.http.asking import Hub, identifier
from tests.schema.http.doors.archive_rows import LOANS
from tests.schema.http.doors.row import ANSWERS, Thing, act, ask
from tests.schema.http.doors.rows import CLERK, ISSUER, NODE, SELF
from tests.schema.http.doors.things import CARD, CASE, LICENSE, text
from tests.schema.http.objections.objecting import CENTER, forwarded, listed, objected

BUREAU = "issuer-market-regulation"
AGENT = {"agent@1": ANSWERS, "agent@2": ANSWERS}
OTHERS = {"issuer-civil-affairs": "ObjectionNotFound"}
WRONG = {"fields": ["status"], "told": "状态有误"}
ESTATE = identifier("former-issuer")
NO_ESTATE = ESTATE.replace("519999202690000027", "519999202690009999")


_CORRECTION = """
INSERT INTO correction (holder_key, id, objection_id, license_id, entry_id, sequence, fields,
    organization_id, made_at)
SELECT l.holder_key, %s, gen_random_uuid(), l.id, l.entry_id, l.sequence, ARRAY['status'],
    (SELECT id FROM organization WHERE code = '91519999MA9900036C'), now()
FROM license l WHERE l.identifier = %s RETURNING holder_key, id
"""


def _forwarded(hub: Hub, _: GlobalIds) -> str:
    return str(forwarded(hub, objected(hub))["id"])


def _place(hub: Hub, _: GlobalIds) -> str:
    """Return the cursor of the newest of two objections of the company's."""
    for _twice in "ab":
        objected(hub)
    return str(listed(hub, "OWN", "agent", first=1)["endCursor"])


def _told(hub: Hub, _: GlobalIds) -> str:
    """Return the cursor of the newest of two notices to the bureau."""
    for _twice in "ab":
        objected(hub)
    asked = "{ organizationNotices(first: 1) { endCursor } }"
    return str(hub.ask(asked, by=BUREAU)["organizationNotices"]["endCursor"])


def _correction(hub: Hub, ids: GlobalIds) -> str:
    """Return the id of a correction of which the bank is told."""
    with hub.database() as owner:
        row = owner.execute(_CORRECTION, [new_id(), ESTATE]).fetchone()
    assert row is not None
    return ids.of(Named.CORRECTION, *row)


def _page(hub: Hub, ids: GlobalIds) -> str:
    """Return the cursor of the newest of two corrections of which the bank is told."""
    for _twice in "ab":
        _correction(hub, ids)
    asked = "{ corrections(first: 1) { endCursor } }"
    return str(hub.ask(asked, by="bank-clerk")["corrections"]["endCursor"])


OBJECTION = Thing(lambda hub, _: objected(hub), Named.OBJECTION, 2)
FORWARDED = Thing(_forwarded, Named.OBJECTION, 2)
OWN, TOLD, PAGE = Thing(_place), Thing(_told), Thing(_page)
CORRECTION = Thing(_correction, Named.CORRECTION, 2)

OBJECTED = [
    ask(
        "Query.objection(id)",
        OBJECTION,
        "objection(id: $it) { id }",
        by="agent",
        others="ObjectionNotFound",
        but=AGENT | {BUREAU: ANSWERS},
    ),
    ask(
        "Query.node(id)",
        OBJECTION,
        NODE,
        by="agent",
        others="ObjectionNotFound",
        but=AGENT | {BUREAU: ANSWERS},
    ),
    ask(
        "Query.objections(after)",
        OWN,
        "objections(under: OWN, after: $it) { objections { id } }",
        by="agent",
        others="CursorOutdated",
        but=AGENT,
        forged="CursorOutdated",
    ),
    ask(
        "Query.organizationNotices(after)",
        TOLD,
        "organizationNotices(after: $it) { notices { kind } }",
        by=BUREAU,
        low=ANSWERS,
        others="CursorOutdated",
        forged="CursorOutdated",
    ),
    act(
        "Mutation.raiseObjection(input.license)",
        LICENSE,
        by="adult",
        others="NothingToObject",
        but=SELF | ISSUER,
        more=WRONG,
        once=True,
    ),
    act(
        "Mutation.raiseObjection(input.identifier)",
        text(ESTATE, NO_ESTATE),
        by="adult",
        others="NothingToObject",
        but=SELF,
        more=WRONG,
        once=True,
    ),
    act(
        "Mutation.raiseObjection(input.purpose.caseNumber)",
        CASE,
        by="bank",
        others="NothingToObject",
        but=CLERK | {"adult": ANSWERS},
        more=WRONG | {"identifier": CARD, "purpose": LOANS},
        once=True,
    ),
    act(
        "Mutation.forwardObjection(input.objection)",
        OBJECTION,
        by=BUREAU,
        low="AssuranceNeeded",
        others="NotAnIssuingOffice",
        but=OTHERS,
        absent="ObjectionNotFound",
        more={"reason": "技术原因"},
        once=True,
    ),
    act(
        "Mutation.reportFinding(input.objection)",
        FORWARDED,
        by=CENTER,
        low=ANSWERS,
        others="DataCenterExamines",
        absent="ObjectionNotFound",
        more={"finding": "已核查"},
        once=True,
    ),
    act(
        "Mutation.resolveObjection(input.objection)",
        OBJECTION,
        by=BUREAU,
        low="AssuranceNeeded",
        others="NotAnIssuingOffice",
        but=OTHERS,
        absent="ObjectionNotFound",
        more={"upheld": False, "reasons": "与核准文件一致"},
        once=True,
    ),
    ask(
        "Query.node(id)",
        CORRECTION,
        NODE,
        by="bank-clerk",
        low=ANSWERS,
        others="CorrectionNotFound",
        but={"bank": ANSWERS},
    ),
    ask(
        "Query.corrections(after)",
        PAGE,
        "corrections(after: $it) { corrections { id } }",
        by="bank-clerk",
        low=ANSWERS,
        others="CursorOutdated",
        forged="CursorOutdated",
    ),
    act(
        "Mutation.acknowledgeCorrection(input.correction)",
        CORRECTION,
        by="bank-clerk",
        low=ANSWERS,
        others="CorrectionNotFound",
        but={"bank": ANSWERS},
    ),
]
