"""The table's fourth part: archival copies and the files of cases.

Written like `rows.py` and `acts.py`.
"""

from schema.ids import GlobalIds, Named
from tests.schema.http.archive.keeping import UNTIL, case_number, closed, given, taken, withdraw
from tests.schema.http.asking import Answer, Hub
from tests.schema.http.doors.row import ANSWERS, Thing, act, ask
from tests.schema.http.doors.rows import CLERK, HOLDERS, ISSUER, NODE, SELF
from tests.schema.http.doors.things import CARD, CASE, IDENTIFIER, LICENSE

CAUSE = {"cause": "核对"}
BANKS = {"bank": ANSWERS, "bank-clerk@1": ANSWERS, "bank-clerk@2": ANSWERS}
"""The using organization's systems, and its clerk at a lower assurance."""
PERSONS = dict.fromkeys(("adult", "anyone", *HOLDERS), "CaseFileReserved")
LOANS = {"cause": "核对", "scenario": "bank-loan", "matter": "personal-loan"}


def kept(hub: Hub, case: str | None = None) -> Answer:
    """Let the bank take a copy of a license, under a grant that is taken back."""
    license_ = hub.license_id("former-issuer", "adult")
    grant = given(hub, license=license_, fields=["status"])
    told = taken(hub, case=case, identifier=None, license=license_)
    withdraw(hub, grant)
    return told


def _case(hub: Hub, _: GlobalIds) -> str:
    number = case_number()
    kept(hub, number)
    return number


def _closed(hub: Hub, ids: GlobalIds) -> str:
    return str(closed(hub, _case(hub, ids))["id"])


COPY = Thing(lambda hub, _: str(kept(hub)["id"]), Named.COPY, 2)
OF_CASE = Thing(_case, absent="doors-no-such-case")
CASE_FILE = Thing(_closed, Named.CASE_FILE)

KEPT = [
    ask(
        "Query.archivalCopy(id)",
        COPY,
        "archivalCopy(id: $it) { id }",
        by="bank-clerk",
        others="CopyNotFound",
        but=BANKS,
    ),
    ask("Query.node(id)", COPY, NODE, by="bank-clerk", others="CopyNotFound", but=BANKS),
    ask(
        "Query.caseFile(id)",
        CASE_FILE,
        "caseFile(id: $it) { id }",
        by="bank-clerk",
        others="CaseFileNotFound",
        but=BANKS,
    ),
    ask("Query.node(id)", CASE_FILE, NODE, by="bank-clerk", others="CaseFileNotFound", but=BANKS),
    act(
        "Mutation.takeArchivalCopy(input.license)",
        LICENSE,
        by="adult",
        others="NothingToCopy",
        but=SELF | ISSUER,
        more={"purpose": CAUSE, "expiresOn": UNTIL},
    ),
    act(
        "Mutation.takeArchivalCopy(input.identifier)",
        IDENTIFIER,
        by="adult",
        others="NothingToCopy",
        but=SELF | ISSUER,
        more={"purpose": CAUSE, "expiresOn": UNTIL},
    ),
    act(
        "Mutation.takeArchivalCopy(input.purpose.caseNumber)",
        CASE,
        by="bank",
        others="NothingToCopy",
        but=CLERK | {"adult": ANSWERS},
        more={"identifier": CARD, "purpose": LOANS, "expiresOn": UNTIL},
    ),
    act(
        "Mutation.closeCaseFile(input.caseNumber)",
        OF_CASE,
        by="bank-clerk",
        others="CaseEmpty",
        but=PERSONS | BANKS,
        more={"matter": "personal-loan"},
        once=True,
    ),
]
