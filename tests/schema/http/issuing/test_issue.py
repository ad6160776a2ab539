"""A clerk issues a license: numbered, sealed, in force, and read by its holder at once."""

import re
from typing import Any

import pytest

from hub.policy.codes import Grade, parse_identifier
from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import CASE, FACE, issued, key, like

READ = """query ($id: ID!) { license(id: $id) {
    identifier status document
    number: field(key: "number") { value outcome }
    capital: field(key: "registered_capital") { value outcome }
    versions { sequence version event digest seals cause { matter caseNumber } }
} }"""


def test_a_license_is_numbered_sealed_and_read_by_its_holder_at_once(hub: Hub) -> None:
    made = issued(hub)
    assert (made["state"], made["event"]) == ("DONE", "ISSUED"), made
    found = hub.ask(READ, by="agent", id=made["license"])["license"]
    assert found["identifier"] == made["identifier"]
    assert parse_identifier(made["identifier"]).grade is Grade.VALID  # type: ignore[union-attr]
    assert re.fullmatch("510100[0-9]{9}", found["number"]["value"])
    assert found["status"] == "IN_FORCE"
    (version,) = found["versions"]
    assert (version["event"], version["seals"]) == ("ISSUED", 1)
    assert version["cause"] == CASE


def test_whoever_holds_the_digest_verifies_it_and_nobody_else_learns_of_it(hub: Hub) -> None:
    made = issued(hub)
    found = hub.ask(READ, by="agent", id=made["license"])["license"]
    asked = """query ($i: String!, $d: String) {
        verifyLicense(identifier: $i, digest: $d) { state current } }"""
    right = hub.ask(asked, i=made["identifier"], d=found["versions"][0]["digest"])
    assert right["verifyLicense"] == {"state": "IN_FORCE", "current": True}


def test_numbers_go_on_and_one_that_is_given_is_checked(hub: Hub) -> None:
    first, second = issued(hub), issued(hub)
    numbers = [
        hub.ask(READ, by="agent", id=made["license"])["license"]["number"]["value"]
        for made in (first, second)
    ]
    assert int(numbers[1]) == int(numbers[0]) + 1
    given = issued(hub, number="510100123456789")
    assert given["state"] == "DONE"
    against = issued(hub, number="A-1")
    assert against["code"] == "ContentFaulty"
    assert "NumberRuleBroken" in against["messageEn"]


@pytest.mark.parametrize(
    ("said", "code", "told"),
    [
        ({"by": "adult"}, "NotAnIssuingOffice", ""),
        ({"by": "issuer-health"}, "ContentFaulty", "NotAnIssuer"),
        ({"case": {"matter": " ", "caseNumber": "1"}}, "CaseNeeded", ""),
        ({"case": {"matter": "m", "caseNumber": "1" * 201}}, "CaseNeeded", ""),
        ({"entry": "no-such-entry"}, "ContentFaulty", "EntryUnknown"),
        ({"face": {**FACE, "nickname": "x"}}, "ContentFaulty", "face.nickname"),
        ({"face": {**FACE, "established_on": "yesterday"}}, "ContentFaulty", "face.established_on"),
        ({"face": {"company_type": "x"}}, "ContentFaulty", "FieldMissing"),
        ({"face": [1]}, "FieldsInvalid", ""),
        ({"holders": []}, "ContentFaulty", "holders"),
        ({"validFrom": "2026-03-01", "validUntil": "2026-02-01"}, "ContentFaulty", "valid_until"),
        ({"region": "chengdu"}, "ContentFaulty", "region"),
    ],
)
def test_what_is_refused_leaves_nothing_and_says_why(
    hub: Hub, said: dict[str, Any], code: str, told: str
) -> None:
    with hub.database() as owner:
        before = owner.execute("SELECT count(*) FROM license").fetchone()
        refused = issued(hub, **said)
        assert refused["code"] == code, refused
        assert told in refused["messageEn"]
        assert owner.execute("SELECT count(*) FROM license").fetchone() == before
        assert owner.execute("SELECT count(*) FROM making WHERE state <> 'DONE'").fetchone() == (0,)


def test_the_same_act_again_makes_no_second_license(hub: Hub) -> None:
    own = key()
    first, again = issued(hub, idempotencyKey=own), issued(hub, idempotencyKey=own)
    assert first["license"] == again["license"]
    other = issued(hub, idempotencyKey=own, number="510100999999999")
    assert other["code"] == "KeyReused"


def test_a_draft_is_gone_once_the_license_is_made(hub: Hub) -> None:
    issued(hub)
    with hub.database() as owner:
        kept = "SELECT count(*) FROM making WHERE draft IS NOT NULL"
        assert owner.execute(kept).fetchone() == (0,)


def test_the_holder_is_told(hub: Hub) -> None:
    made = issued(hub)
    asked = "{ notices(first: 5) { notices { kind about sentence(locale: EN) } } }"
    told = hub.ask(asked, by="agent")["notices"]["notices"]
    assert ("LICENSE_CHANGED", made["license"]) in [(one["kind"], one["about"]) for one in told]


def test_without_a_seal_in_force_nothing_is_issued(hub: Hub) -> None:
    asked = '{ seals(organization: "11519999MB99100511") { number revokedAt } }'
    (seal,) = hub.ask(asked)["seals"]
    wish = {"number": seal["number"], "reason": "印章遗失", "idempotencyKey": key()}
    shown = "... on Seal { number revokedFor }"
    by_clerk = hub.do("revokeSeal", shown, by="issuer-health", **wish)
    assert by_clerk["code"] == "SealsReserved"
    unreasoned = hub.do("revokeSeal", shown, by="security-admin", **wish | {"reason": " "})
    assert unreasoned["code"] == "RevocationReasonNeeded"
    unknown = hub.do("revokeSeal", shown, by="security-admin", **wish | {"number": "0"})
    assert unknown["code"] == "SealUnknown"
    wish["idempotencyKey"] = key()
    assert hub.do("revokeSeal", shown, by="security-admin", **wish)["revokedFor"] == "印章遗失"
    again = hub.do("revokeSeal", shown, by="security-admin", **wish | {"idempotencyKey": key()})
    assert again["code"] == "SealRevokedAlready"
    refused = issued(hub, by="issuer-health", **like("corrected-physician"))
    assert refused["code"] == "NoSealInForce", refused
    with hub.database() as owner:
        assert owner.execute("SELECT count(*) FROM making WHERE state <> 'DONE'").fetchone() == (0,)
