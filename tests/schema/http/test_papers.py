"""A holder reports that paper was demanded of a license which the hub has."""

from typing import Any

import pytest

from hub.audit.budgets import BudgetSpent
from hub.authorizations.papers.refusals import (
    MatterOfAnother,
    NoSuchLicenseHeld,
    PaperDemandsReserved,
    ToldInvalid,
)
from hub.authorizations.papers.rules import REPORTS_A_DAY
from hub.authorizations.refusals import AssuranceNeeded, EntryNotShared
from hub.catalog.refusals import EntryNotFound
from hub.crypto.keyring import Keyring
from hub.errors import Refusal
from hub.identity.refusals import OrganizationUnknown
from schema.ids import IdInvalid
from tests.schema.http.asking import ANYONE, Hub
from tests.schema.http.reaching import delegate

SHOWN = """... on PaperDemand {
    number told matter caseNumber license entry { body { code } } organization { code } }"""
OWN = f"{{ viewer {{ paperDemands {{ {SHOWN} }} }} }}"
AGAINST = """query ($of: String!, $first: Int!, $after: String) {
    paperDemands(organization: $of, first: $first, after: $after) {
        counts { entry { body { code } } matter count }
        reports { number told caseNumber license } endCursor } }"""
POWER, CHENGDU = "91519999MA99000447", "11519999MB9910000Q"
TRANSFER, OPENING = "power-account-transfer", "enterprise-opening"
AUDITED = "SELECT act, outcome FROM audit_entry ORDER BY id DESC LIMIT 1"


def reported(hub: Hub, by: str, key: str, **changed: object) -> dict[str, Any]:
    """Report a demand for an identity card, or what is changed of it."""
    usual: dict[str, object] = {
        "organization": CHENGDU,
        "entry": "identity-card",
        "told": "窗口要求提交身份证复印件",
        "idempotencyKey": key,
    }
    return hub.do("reportPaperDemand", SHOWN, by=by, **usual | changed)


def count(hub: Hub) -> int:
    """Count the reports there are."""
    with hub.database() as owner:
        row = owner.execute("SELECT count(*) FROM paper_demand").fetchone()
    assert row is not None
    return int(row[0])


def test_a_report_is_acknowledged_and_read_by_who_may(hub: Hub) -> None:
    made = reported(
        hub, "adult", "one", matter=OPENING, caseNumber="510100-7", told="窗口：身份证 13812345678"
    )
    assert made["number"].startswith("202")
    assert (made["matter"], made["entry"]["body"]["code"]) == (OPENING, "identity-card")
    (own,) = hub.ask(OWN, by="adult")["viewer"]["paperDemands"]
    assert own == made | {"license": hub.license_id("adult-identity", "adult")}
    for reader in ("desk-auditor", "supervisor", "auditor"):
        told = hub.ask(AGAINST, by=reader, of=CHENGDU, first=5)["paperDemands"]
        assert told["reports"] == [
            {
                "number": made["number"],
                "told": "窗口：身份证 ***",
                "caseNumber": "510100-7",
                "license": None,
            }
        ]
        assert told["counts"] == [
            {"entry": {"body": {"code": "identity-card"}}, "matter": OPENING, "count": 1}
        ]
    assert hub.ask(OWN, by="owner-one")["viewer"]["paperDemands"] == []


def test_the_same_key_reports_once(hub: Hub) -> None:
    before = count(hub)
    first, again = (reported(hub, "agent", "twice", entry="business-license") for _ in "ab")
    assert (first["number"], count(hub)) == (again["number"], before + 1)


def test_who_stands_for_a_holder_reports_for_them(hub: Hub) -> None:
    made = reported(hub, "agent", "company", entry="business-license")
    assert "number" in made
    child = reported(hub, "guardian", "child", entry="birth-certificate")
    assert "number" in child


def test_a_delegate_reports_for_the_principal_in_the_matter(hub: Hub, keyring: Keyring) -> None:
    said: dict[str, object] = {"organization": POWER, "entry": "real-estate-certificate"}
    given = delegate(hub, keyring, "former-issuer", TRANSFER)
    made = reported(hub, "delegate", "for", **said, matter=TRANSFER, delegation=given)
    assert "number" in made
    numbers = [one["number"] for one in hub.ask(OWN, by="adult")["viewer"]["paperDemands"]]
    assert made["number"] in numbers
    ended = delegate(hub, keyring, "joint-owners", TRANSFER, ended=True)
    for number, more in enumerate(
        (
            {"matter": TRANSFER, "delegation": ended},
            {"delegation": given},
            {"matter": TRANSFER, "delegation": given, "entry": "identity-card"},
        )
    ):
        told = reported(hub, "delegate", f"not-{number}", **said | more)
        assert told["code"] == NoSuchLicenseHeld.__name__
    weak = reported(hub, "adult-real-name", "w", **said, matter=TRANSFER, delegation=given)
    assert weak["code"] == AssuranceNeeded.__name__
    other = reported(hub, "foreigner", "f", **said, matter=TRANSFER, delegation=given)
    assert other["code"] == NoSuchLicenseHeld.__name__


REFUSED: list[tuple[str, dict[str, object], type[Refusal]]] = [
    (ANYONE, {}, AssuranceNeeded),
    ("adult-account", {}, AssuranceNeeded),
    ("foreigner", {}, NoSuchLicenseHeld),
    ("desk", {}, NoSuchLicenseHeld),
    ("operator", {"entry": "special-operations-certificate"}, NoSuchLicenseHeld),
    ("operator", {"entry": "construction-operator-certificate"}, NoSuchLicenseHeld),
    ("adult", {"entry": "forensic-appraisal-report"}, EntryNotShared),
    ("adult", {"entry": "no-such-entry"}, EntryNotFound),
    ("adult", {"organization": "91519999MA9999999X"}, OrganizationUnknown),
    ("adult", {"matter": TRANSFER}, MatterOfAnother),
    ("adult", {"matter": "no-such-matter"}, MatterOfAnother),
    ("adult", {"told": "  "}, ToldInvalid),
    ("adult", {"told": "长" * 501}, ToldInvalid),
    ("adult", {"caseNumber": "9" * 201}, ToldInvalid),
    ("adult", {"delegation": "none-of-ours"}, IdInvalid),
]


@pytest.mark.parametrize(("by", "changed", "expected"), REFUSED)
def test_what_is_no_report(
    hub: Hub, by: str, changed: dict[str, object], expected: type[Refusal]
) -> None:
    before = count(hub)
    told = reported(hub, by, "refused", **changed)
    assert (told["code"], told["kind"]) == (expected.__name__, expected.kind)
    assert count(hub) == before
    if expected is not IdInvalid:
        with hub.database() as owner:
            assert owner.execute(AUDITED).fetchone() == ("report_paper_demand", expected.__name__)


READING = {
    "desk-auditor": True,
    "supervisor": True,
    "auditor": True,
    "desk": False,
    "city-government": False,
    "system-admin": False,
    "publisher": False,
    "bank": False,
    "adult": False,
    ANYONE: False,
}


@pytest.mark.parametrize("by", READING)
def test_who_reads_what_is_reported_of_an_organization(hub: Hub, by: str) -> None:
    if READING[by]:
        assert hub.ask(AGAINST, by=by, of=CHENGDU, first=1)["paperDemands"] is not None
    else:
        told = hub.refusal(AGAINST, by=by, of=CHENGDU, first=1)
        assert told["code"] == PaperDemandsReserved.__name__


def test_an_auditor_reads_of_no_other_organization(hub: Hub) -> None:
    told = hub.refusal(AGAINST, by="desk-auditor", of=POWER, first=1)
    assert told["code"] == PaperDemandsReserved.__name__
    absent = hub.refusal(AGAINST, by="desk-auditor", of="91519999MA9999999X", first=1)
    assert absent["code"] == PaperDemandsReserved.__name__
    known = hub.refusal(AGAINST, by="supervisor", of="91519999MA9999999X", first=1)
    assert known["code"] == OrganizationUnknown.__name__


def test_reports_come_in_pages(hub: Hub) -> None:
    for number in range(3):
        reported(hub, "owner-one", f"page-{number}", entry="real-estate-certificate")
    whole = hub.ask(AGAINST, by="supervisor", of=CHENGDU, first=100)["paperDemands"]["reports"]
    first = hub.ask(AGAINST, by="supervisor", of=CHENGDU, first=1)["paperDemands"]
    rest = hub.ask(AGAINST, by="supervisor", of=CHENGDU, first=100, after=first["endCursor"])
    assert first["reports"] + rest["paperDemands"]["reports"] == whole


def test_reports_of_a_day_are_bounded(hub: Hub) -> None:
    said = {"entry": "real-estate-certificate"}
    told = [reported(hub, "owner-two", f"day-{n}", **said) for n in range(REPORTS_A_DAY + 1)]
    assert all("number" in one for one in told[:REPORTS_A_DAY])
    assert told[-1]["code"] == BudgetSpent.__name__
    assert reported(hub, "owner-two", "day-0", **said) == told[0]
