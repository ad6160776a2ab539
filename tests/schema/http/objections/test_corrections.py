"""A correction reaches each past recipient for exactly the fields that it received, nobody else."""

from copy import deepcopy
from itertools import count
from typing import Any

import pytest

from hub.objections.corrections import commands as sent
from hub.objections.corrections.refusals import CorrectionNotFound
from hub.objections.corrections.rules import RECEIVING
from hub.policy.codes import make_identifier
from hub.policy.terms import Basis
from hub.sample.files import current_entries
from tests.schema.http.asking import ANYONE, RECORDS, Answer, Hub
from tests.schema.http.objections.objecting import key, raised, upheld

LAND = "issuer-natural-resources"
"""A clerk of the bureau that succeeded to the issuer of the real estate certificate."""

BANK, POWER, SCHOOL = "91519999MA9900036C", "91519999MA99000447", "11519999MB9920030K"
UNTIL = "2027-06-01T00:00:00+08:00"
MORTGAGE = {"cause": "抵押贷款", "scenario": "bank-loan", "matter": "mortgage-loan"}
CORRECTION = (
    "... on Correction { id license fields to { code } entry { body { code } } acknowledgedAt }"
)
LISTED = f"""query ($pending: Boolean, $first: Int, $after: String) {{
    corrections(pending: $pending, first: $first, after: $after) {{
        corrections {{ {CORRECTION} }} endCursor }} }}"""
READ = """query ($of: ID!, $keys: [String!]!) { license(id: $of) {
    fields(keys: $keys) { key outcome decision { basis } } } }"""
EVERYBODY = ("bank", "bank-clerk", "power", "school-desk", "foreigner", "delegate", "adult", LAND)

SYSTEM = "aggregator-natural-resources"
"""The system in which the department keeps its certificates."""

SAID: dict[str, object] = {}
"""What the certificate says by now that it did not say at first."""

_versions = count(2)


@pytest.fixture(scope="module")
def estate(hub: Hub) -> str:
    """A certificate that was granted, delegated, and read by some of those who may."""
    license_ = hub.license_id("former-issuer", "adult")
    granted(hub, license_, ["location", "area"], organization=BANK)
    granted(hub, license_, ["location"], organization=POWER)
    granted(hub, license_, ["location", "area"], organization=SCHOOL)
    granted(hub, license_, ["area"], person=person(hub, "foreigner"))
    delegated(hub, license_)
    read(hub, license_, "bank", ["area"])
    read(hub, license_, "bank-clerk", ["location", "area"])
    read(hub, license_, "power", ["location", "area"])
    read(hub, license_, "foreigner", ["area"], None)
    read(hub, license_, "delegate", ["location"], MORTGAGE)
    read(hub, license_, "adult", ["location", "area"], None)
    read(hub, license_, LAND, ["location", "area"])
    explained(hub, license_, "school-desk")
    return license_


def person(hub: Hub, who: str) -> str:
    """Return the id by which a person is named."""
    return str(hub.ask("{ viewer { id } }", by=who)["viewer"]["id"])


def granted(hub: Hub, license_: str, fields: list[str], **to: str) -> None:
    """Let the adult grant fields of the certificate."""
    said = {"license": license_, "fields": fields, "validUntil": UNTIL, "cause": "抵押贷款"}
    given = hub.do(
        "grantUse", "... on Grant { id }", by="adult", **said, **to, idempotencyKey=key()
    )
    assert "id" in given, given


def delegated(hub: Hub, license_: str) -> None:
    """Let the adult delegate the certificate for a mortgage."""
    said = {"license": license_, "fields": ["location"], "validUntil": UNTIL, "cause": "代办"}
    said |= {"matter": "mortgage-loan", "person": person(hub, "delegate")}
    shown = "... on Delegation { id }"
    given = hub.do("delegateUse", shown, by="adult", **said, idempotencyKey=key())
    assert "id" in given, given


def read(hub: Hub, license_: str, by: str, keys: list[str], why: Any = "抵押贷款") -> None:  # noqa: ANN401 - a purpose
    """Let somebody read fields of the certificate; what is not for them is withheld."""
    found = hub.ask(READ, by=by, cause=why, of=license_, keys=keys)["license"]["fields"]
    assert any(one["outcome"] != "WITHHELD" for one in found), (by, found)


def explained(hub: Hub, license_: str, by: str) -> None:
    """Let somebody ask what could be seen, without seeing it."""
    query = f'{{ license(id: "{license_}") {{ fields(keys: ["location"]) {{ value }} }} }}'
    asked = "query ($of: String!) { explain(query: $of) { entry fields { key } } }"
    answer = hub.ask(asked, by=by, cause="核实", of=query)["explain"]
    assert answer, answer


def corrected(hub: Hub, license_: str, **face: object) -> None:
    """Object to fields as their holder, let the issuer correct and uphold that."""
    objection = raised(hub, license_, "adult", fields=sorted(face))["objection"]
    delivered(hub, **face)
    answer = upheld(hub, objection, LAND)
    assert answer["state"] == "UPHELD", answer


def delivered(hub: Hub, **face: object) -> None:
    """Let the department's own system deliver the next version of the certificate."""
    record = RECORDS["former-issuer"]
    SAID.update(face)
    handed_in(hub, record | {"face": record["face"] | SAID})


def handed_in(hub: Hub, record: Answer) -> None:
    """Hand in the next version of a certificate."""
    version = next(_versions)
    type_code = current_entries()[record["entry"]].type_code
    named = make_identifier(type_code, record["issuer"], record["serial"], version)
    changed = record | {"version": version, "identifier": str(named)}
    wish = {"records": [changed], "idempotencyKey": key()}
    made = hub.do(
        "aggregateLicenses", "... on Aggregated { accepted faults { code } }", by=SYSTEM, **wish
    )
    assert made["accepted"] == 1, made


def corrections(
    hub: Hub, by: str, *, pending: bool = False, first: int = 100, after: str | None = None
) -> list[Answer]:
    """Return the corrections that somebody is told of."""
    found: list[Answer] = hub.ask(LISTED, by=by, pending=pending, first=first, after=after)[
        "corrections"
    ]["corrections"]
    return found


def fresh(hub: Hub, by: str) -> list[list[str]]:
    """Return of which fields somebody is told that they were corrected, and acknowledge that."""
    pending = corrections(hub, by, pending=True)
    for one in pending:
        acknowledged(hub, by, one["id"])
    return [one["fields"] for one in pending]


def acknowledged(hub: Hub, by: str, correction: str) -> Answer:
    """Let somebody acknowledge a correction."""
    said = {"correction": correction, "idempotencyKey": key()}
    return hub.do("acknowledgeCorrection", CORRECTION, by=by, **said)


def test_each_recipient_is_told_of_what_it_received_and_was_corrected(
    hub: Hub, estate: str
) -> None:
    corrected(hub, estate, location="四川省绵阳市涪城区示例路8号")
    told = {by: [one["fields"] for one in corrections(hub, by)] for by in EVERYBODY}
    assert told == {by: [] for by in EVERYBODY} | {
        "bank": [["location"]],
        "bank-clerk": [["location"]],
        "power": [["location"]],
        "delegate": [["location"]],
    }
    for by in ("bank", "power", "delegate"):
        assert fresh(hub, by) == [["location"]]
    corrected(hub, estate, area="120.50", location="四川省绵阳市涪城区示例路9号")
    assert {by: fresh(hub, by) for by in EVERYBODY if by != "bank-clerk"} == {
        "bank": [["area", "location"]],
        "power": [["location"]],
        "school-desk": [],
        "foreigner": [["area"]],
        "delegate": [["location"]],
        "adult": [],
        LAND: [],
    }
    assert corrections(hub, ANYONE) == []


def test_what_is_told_names_the_license_and_holds_no_value(hub: Hub, estate: str) -> None:
    corrected(hub, estate, location="四川省绵阳市涪城区示例路10号")
    (one,) = corrections(hub, "bank", pending=True)
    assert (one["license"], one["to"]["code"]) == (estate, BANK)
    assert one["entry"]["body"]["code"] == "real-estate-certificate"
    with hub.database() as owner:
        rows = owner.execute("SELECT c::text FROM correction c").fetchall()
        rows += owner.execute("SELECT n::text FROM organization_notice n").fetchall()
    assert not [row for row in rows if "示例路" in row[0]]
    queue = "{ organizationNotices(first: 1) { notices { kind about sentence } } }"
    (notice,) = hub.ask(queue, by="bank")["organizationNotices"]["notices"]
    assert (notice["kind"], notice["about"]) == ("LICENSE_CORRECTED", one["id"])
    inbox = hub.ask("{ notices(first: 100) { notices { kind about } } }", by="delegate")["notices"]
    (own,) = corrections(hub, "delegate", pending=True)
    assert {"kind": "LICENSE_CORRECTED", "about": own["id"]} in inbox["notices"]
    kinds = hub.ask("{ notices(first: 100) { notices { kind } } }", by="adult")["notices"]
    assert "LICENSE_CORRECTED" not in {each["kind"] for each in kinds["notices"]}
    for by in ("bank", "power", "delegate"):
        fresh(hub, by)


def test_a_correction_is_acknowledged_by_its_recipient_alone(hub: Hub, estate: str) -> None:
    corrected(hub, estate, location="四川省绵阳市涪城区示例路11号")
    (one,) = corrections(hub, "bank", pending=True)
    for by in ("power", "delegate", "adult", "school-desk", LAND, "supervisor", ANYONE):
        assert acknowledged(hub, by, one["id"])["code"] == CorrectionNotFound.__name__
    assert acknowledged(hub, "bank-clerk", one["id"])["acknowledgedAt"] is not None
    again = acknowledged(hub, "bank", one["id"])
    assert again["acknowledgedAt"] == corrections(hub, "bank")[0]["acknowledgedAt"]
    assert corrections(hub, "bank", pending=True) == []
    for by in ("power", "delegate"):
        fresh(hub, by)


def test_two_objections_to_one_fault_tell_of_it_once(hub: Hub, estate: str) -> None:
    told = {"fields": ["location"], "purpose": {"cause": "抵押贷款"}}
    of_bank = raised(hub, estate, "bank-clerk", **told)["objection"]
    corrected(hub, estate, location="四川省绵阳市涪城区示例路12号")
    assert upheld(hub, of_bank, LAND)["state"] == "UPHELD"
    assert fresh(hub, "bank") == fresh(hub, "power") == [["location"]]
    fresh(hub, "delegate")


def test_a_rejected_objection_tells_no_recipient(hub: Hub, estate: str) -> None:
    objection = raised(hub, estate, "adult", fields=["location"])["objection"]
    said = {"objection": objection, "upheld": False, "reasons": "一致", "idempotencyKey": key()}
    assert "id" in hub.do("resolveObjection", "... on Objection { id }", by=LAND, **said)
    assert all(fresh(hub, by) == [] for by in EVERYBODY)


def test_corrections_come_in_pages(hub: Hub, estate: str) -> None:
    corrected(hub, estate, location="四川省绵阳市涪城区示例路13号")
    whole = corrections(hub, "bank", first=100)
    page = hub.ask(LISTED, by="bank", first=1)["corrections"]
    rest = corrections(hub, "bank", first=100, after=page["endCursor"])
    assert page["corrections"] + rest == whole
    assert len(whole) > 1


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (("VALUELESS", frozenset[str]()), "school-desk"),
        (("RECEIVING", RECEIVING | {Basis.HOLDER}), "adult"),
        (("RECEIVING", RECEIVING | {Basis.ISSUER}), LAND),
    ],
)
def test_were_one_rule_left_out_somebody_else_would_be_told(
    hub: Hub, estate: str, monkeypatch: pytest.MonkeyPatch, rule: tuple[str, object], told: str
) -> None:
    monkeypatch.setattr(sent, *rule)
    corrected(hub, estate, location=f"四川省绵阳市涪城区示例路{told}号")
    assert fresh(hub, told) == [["location"]]


def test_a_field_of_the_second_holder_is_told_of_by_its_key(hub: Hub) -> None:
    license_ = hub.license_id("joint-owners", "owner-two")
    read(hub, license_, "bank", ["share", "location"])
    objection = raised(hub, license_, "owner-two", fields=["share"])["objection"]
    record = deepcopy(RECORDS["joint-owners"])
    record["holders"][1]["fields"]["share"] = "按份共有40%"
    handed_in(hub, record)
    assert upheld(hub, objection, "land-desk")["state"] == "UPHELD"
    told = [one["fields"] for one in corrections(hub, "bank") if one["license"] == license_]
    assert told == [["share"]]
