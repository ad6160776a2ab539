"""What the hub finds is shown to who supervises, to whom it concerns, and to nobody else."""

from typing import Any

import pytest

from hub.policy.codes import covers
from hub.sample.files import load_organizations
from hub.supervision.findings.grounds import GROUNDS
from tests.schema.http.asking import ANYONE, Hub, identifier
from tests.schema.http.sharing import key
from tests.schema.http.supervision.looking import (
    CHENGDU,
    FILM,
    FINDINGS,
    findings,
    looked,
    records,
    undesignated,
)
from tests.schema.http.supervision.test_bodies import designated, person

ORGANIZATIONS = {one.code: one for one in load_organizations()}
MARKET, CITY_MARKET = "11519999MB9900013B", "11519999MB9910019M"
LONG_AGO = "2026-01-06T10:00:00+08:00"
ONE = (
    """query ($id: ID!) { license(id: $id) { status fields { key outcome decision { basis } } } }"""
)
TASK = "... on OversightAssignment { id reference endedAt }"


def test_an_organization_without_a_body_is_found_until_it_has_one(hub: Hub) -> None:
    found = undesignated(hub)
    assert found["ground"] == {"code": "NOBODY_DESIGNATED", "article": "28(5)", "severity": "NOTE"}
    assert {"name": "body", "value": "False"} in found["facts"]
    (record,) = records(hub, found)["records"]
    assert (record["kind"], record["code"], record["id"]) == ("ORGANIZATION", FILM, None)
    looked(hub, "NOBODY_DESIGNATED")
    assert undesignated(hub)["number"] == found["number"]
    assert "number" not in designated(hub, "system-admin", [person(hub, "editor-film")])
    looked(hub, "NOBODY_DESIGNATED")
    (closed,) = findings(hub, of=FILM, on="NOBODY_DESIGNATED")
    assert closed["number"] == found["number"]
    assert closed["closedAt"] is not None
    assert records(hub, closed)["records"] == []


def test_an_entry_on_lapsed_law_is_found(hub: Hub) -> None:
    looked(hub, "ENTRY_ON_LAPSED_LAW")
    (found,) = findings(hub, on="ENTRY_ON_LAPSED_LAW", of=MARKET)
    assert found["subject"] == "food-production-license"
    assert "food-varieties-interim" in found["zh"]
    assert [one["kind"] for one in records(hub, found)["records"]] == ["ENTRY"]


def test_every_ground_says_something_in_both_languages(hub: Hub) -> None:
    for ground in GROUNDS:
        looked(hub, ground.code)
    for found in findings(hub):
        assert "{" not in found["zh"] + found["en"]


def seen(hub: Hub, by: str) -> set[str]:
    return {one["organization"]["code"] for one in findings(hub, by=by)}


def test_everybody_sees_the_own_scope(hub: Hub) -> None:
    looked(hub, "NOBODY_DESIGNATED")
    everything = seen(hub, "supervisor")
    assert len(everything) > 5
    assert everything == seen(hub, "auditor")
    sector = {code for code in everything if ORGANIZATIONS[code].sector == "market-regulation"}
    assert len(sector) > 1
    assert seen(hub, "overseer-market-regulation") == sector
    with hub.database() as owner:
        owner.execute(
            "UPDATE organization SET designated_body = NULL WHERE code = %s", [CITY_MARKET]
        )
    looked(hub, "NOBODY_DESIGNATED")
    assert seen(hub, "city-government") == {CITY_MARKET}
    assert covers(ORGANIZATIONS[CHENGDU].region, ORGANIZATIONS[CITY_MARKET].region)
    assert seen(hub, "issuer-market-regulation") == {CITY_MARKET}
    assert seen(hub, "editor-water") == {"11519999MB99002085"}
    assert seen(hub, "reviewer-health") == set()


@pytest.mark.parametrize("by", ["adult", ANYONE, "aggregator-film"])
def test_who_acts_for_no_organization_sees_none(hub: Hub, by: str) -> None:
    assert hub.refusal(FINDINGS, by=by)["code"] == "SupervisionReserved"


@pytest.mark.parametrize(
    ("by", "of"),
    [
        ("city-government", FILM),
        ("overseer-market-regulation", FILM),
        ("editor-water", FILM),
        ("publisher", FILM),
        ("supervisor", "91519999MA9999999X"),
    ],
)
def test_nobody_sees_another_organization(hub: Hub, by: str, of: str) -> None:
    assert hub.refusal(FINDINGS, by=by, of=of)["code"] == "SupervisionReserved"


def test_findings_come_in_pages(hub: Hub) -> None:
    query = """query ($after: String) { findings(first: 2, after: $after) {
        findings { number } endCursor } }"""
    looked(hub, "NOBODY_DESIGNATED")
    first = hub.ask(query, by="supervisor")["findings"]
    second = hub.ask(query, by="supervisor", after=first["endCursor"])["findings"]
    numbers = [one["number"] for one in first["findings"] + second["findings"]]
    assert numbers == [one["number"] for one in findings(hub)][:4]
    assert hub.refusal(query, by="auditor", after=first["endCursor"])["code"] == "CursorOutdated"


def spoil(hub: Hub, *landmarks: str) -> None:
    """Let licenses have been taken long ago with an identifier against the norm."""
    with hub.database() as owner:
        for landmark in landmarks:
            owner.execute(
                "UPDATE license SET grade = 'WRONG_CHECK' WHERE identifier = %s",
                [identifier(landmark)],
            )
        owner.execute("UPDATE license_version SET recorded_at = %s", [LONG_AGO])


def assigned(hub: Hub, reference: str, **changed: object) -> dict[str, Any]:
    usual: dict[str, object] = {
        "organization": "11519999MB99000216",
        "kind": "FINDING",
        "reference": reference,
        "sector": "public-security",
        "region": "510100",
        "until": "2027-06-01T00:00:00+08:00",
        "idempotencyKey": key(),
    }
    return hub.do("assignOversight", TASK, by="supervisor", **usual | changed)


def read(hub: Hub, license_id: str, reference: str) -> dict[str, str] | str:
    """Return how an overseer of the city sees a license on a finding, or the refusal."""
    stated = {"cause": "supervision", "caseNumber": reference}
    answer = hub.post(ONE, by="city-government", cause=stated, id=license_id).json()
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    return {one["key"]: one["outcome"] for one in answer["data"]["license"]["fields"]}


def test_a_finding_opens_its_records_to_oversight_while_it_is_open(hub: Hub) -> None:
    spoil(hub, "adult-driving")
    looked(hub, "IDENTIFIERS_WRONG")
    (found,) = (
        one
        for one in findings(hub, on="IDENTIFIERS_WRONG", open=True)
        if one["subject"] == "driving-license"
    )
    (record,) = records(hub, found)["records"]
    assert (record["kind"], record["code"]) == ("LICENSE", "WRONG_CHECK")
    assert record["id"] == hub.license_id("adult-driving", "adult")
    number = found["number"]
    wish = {"organization": CHENGDU, "sector": None}
    assert read(hub, record["id"], number) == "LicenseNotFound"
    assert assigned(hub, number, **wish)["reference"] == number
    shown = read(hub, record["id"], number)
    assert isinstance(shown, dict)
    assert (shown["status"], shown["holder_name"]) == ("GRANTED", "MASKED")
    assert "GRANTED" not in {shown["photo"], shown["vehicle_classes"]}
    with hub.database() as owner:
        owner.execute("UPDATE license SET grade = 'VALID' WHERE grade <> 'VALID'")
    looked(hub, "IDENTIFIERS_WRONG")
    assert read(hub, record["id"], number) == "LicenseNotFound"
    assert assigned(hub, number, **wish)["code"] == "ReferenceNotOpen"


def test_oversight_on_a_finding_names_one_and_stays_in_its_region(hub: Hub) -> None:
    assert assigned(hub, "F20260101-0000000000")["code"] == "ReferenceNotOpen"
    spoil(hub, "adult-driving")
    looked(hub, "IDENTIFIERS_WRONG")
    (found,) = (
        one
        for one in findings(hub, on="IDENTIFIERS_WRONG", open=True)
        if one["subject"] == "driving-license"
    )
    beyond = assigned(hub, found["number"], region="510300")
    assert beyond["code"] == "ReferenceNotOpen"


SPOIL_MOST = """
UPDATE license SET grade = 'UNPARSEABLE'
WHERE status = 'IN_FORCE' AND (issuer_id, entry_id) = (
    SELECT issuer_id, entry_id FROM license WHERE status = 'IN_FORCE'
    GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 1)
"""


def counted(found: dict[str, Any]) -> str:
    """Return how many records a finding says that it has."""
    return next(str(one["value"]) for one in found["facts"] if one["name"] == "records")


def test_records_come_in_pages_and_name_nobody(hub: Hub) -> None:
    with hub.database() as owner:
        owner.execute(SPOIL_MOST)
        owner.execute("UPDATE license_version SET recorded_at = %s", [LONG_AGO])
    looked(hub, "IDENTIFIERS_WRONG")
    found = max(findings(hub, on="IDENTIFIERS_WRONG"), key=lambda one: int(counted(one)))
    first = records(hub, found, 3)
    rest = records(hub, found, 50, first["endCursor"])
    ids = [one["id"] for one in first["records"] + rest["records"]]
    assert ids == [one["id"] for one in records(hub, found)["records"]]
    assert len(set(ids)) == int(counted(found)) > 6
    assert {one["kind"] for one in rest["records"]} == {"LICENSE"}
