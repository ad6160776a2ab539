"""A holder lets others use a license, sees what was given, and takes it back at once."""

from typing import Any

import pytest

from tests.schema.http.asking import Hub, identifier

GRANT = """... on Grant { id license organization { code } toPerson fields right validUntil
    maxUses used cause withdrawnAt state }"""
ONE = """query ($of: String!) { license(identifier: $of) {
    fields(keys: ["holder_name"]) { value outcome } } }"""
ENTRY = "entry { code }"
BANK = "91519999MA9900036C"


def usual(hub: Hub, key: str) -> dict[str, object]:
    """Return what a grant of the driving license says."""
    return {
        "license": hub.license_id("adult-driving", "adult"),
        "fields": ["holder_name", "status"],
        "organization": BANK,
        "validUntil": "2027-06-01T00:00:00+08:00",
        "cause": "租车核验",
        "idempotencyKey": key,
    }


def given(hub: Hub, key: str, **changed: object) -> dict[str, Any]:
    """Let the adult give a grant of the driving license."""
    return hub.do("grantUse", GRANT, by="adult", **usual(hub, key) | changed)


def withdrawn(hub: Hub, grant: str) -> dict[str, Any]:
    """Let the adult withdraw a grant."""
    return hub.do("withdrawGrant", GRANT, by="adult", grant=grant, idempotencyKey=grant[:20])


def seen(hub: Hub, by: str = "bank") -> str:
    """Return the name that the grantee sees, or the code of the refusal."""
    answer = hub.post(ONE, by=by, cause="租车核验", of=identifier("adult-driving")).json()
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    (cell,) = answer["data"]["license"]["fields"]
    return str(cell["value"])


def test_a_grant_is_given_used_and_withdrawn(hub: Hub) -> None:
    assert seen(hub) == "LicenseNotFound"
    grant = given(hub, "one")
    assert (grant["state"], grant["organization"]["code"]) == ("RUNNING", BANK)
    assert (grant["fields"], grant["cause"]) == (["holder_name", "status"], "租车核验")
    assert seen(hub) == "林示范"
    ended = withdrawn(hub, grant["id"])
    assert (ended["state"], ended["withdrawnAt"] is None) == ("WITHDRAWN", False)
    assert seen(hub) == "LicenseNotFound"


def test_a_grant_is_used_as_often_as_it_says(hub: Hub) -> None:
    grant = given(hub, "uses", maxUses=2)
    assert [seen(hub) for _ in range(3)] == ["林示范", "林示范", "LicenseNotFound"]
    query = "{ authorizations(kind: GRANT, state: USED_UP) { id ... on Grant { used maxUses } } }"
    for party in ("adult", "bank"):
        told = hub.ask(query, by=party)["authorizations"]
        assert told == [{"id": grant["id"], "used": 2, "maxUses": 2}]


def test_a_request_counts_one_use_however_often_it_names_the_license(hub: Hub) -> None:
    given(hub, "aliases", maxUses=1)
    query = """query ($of: String!) {
        a: license(identifier: $of) { field(key: "holder_name") { value } }
        b: license(identifier: $of) { field(key: "holder_name") { value } } }"""
    told = hub.ask(query, by="bank", cause="租车核验", of=identifier("adult-driving"))
    assert told["a"] == told["b"] == {"field": {"value": "林示范"}}
    assert seen(hub) == "LicenseNotFound"


def test_of_which_entry_it_is_is_told_to_its_giver_alone_and_is_no_use(hub: Hub) -> None:
    grant = hub.do("grantUse", f"... on Grant {{ id {ENTRY} }}", by="adult", **usual(hub, "entry"))
    assert grant["entry"] == {"code": "driving-license"}
    listed = f"{{ authorizations(kind: GRANT, first: 100) {{ id ... on Grant {{ {ENTRY} }} }} }}"
    node = f"query ($of: ID!) {{ node(id: $of) {{ ... on Grant {{ {ENTRY} }} }} }}"
    used = "{ viewer { usage(first: 1) { records { event } } } }"
    before = hub.ask(used, by="adult")
    for party, entry in (("adult", grant["entry"]), ("bank", None)):
        told = hub.ask(listed, by=party)["authorizations"]
        assert {"id": grant["id"], "entry": entry} in told
        assert hub.ask(node, by=party, of=grant["id"])["node"] == {"entry": entry}
    assert hub.ask(used, by="adult") == before
    assert withdrawn(hub, grant["id"])["state"] == "WITHDRAWN"


def test_a_grant_to_a_person_is_theirs_alone(hub: Hub) -> None:
    person = hub.ask("{ viewer { id } }", by="delegate")["viewer"]["id"]
    grant = given(hub, "person", organization=None, person=person)
    assert (grant["toPerson"], grant["organization"]) == (True, None)
    assert (seen(hub, "delegate"), seen(hub, "foreigner")) == ("林示范", "LicenseNotFound")
    withdrawn(hub, grant["id"])


def test_the_same_key_gives_the_same_grant(hub: Hub) -> None:
    first, second = given(hub, "same"), given(hub, "same")
    assert first["id"] == second["id"]
    withdrawn(hub, first["id"])


@pytest.mark.parametrize(("by", "count"), [("bank", 6), ("power", 2), ("foreigner", 0)])
def test_authorizations_are_told_to_their_parties(hub: Hub, by: str, count: int) -> None:
    query = "{ authorizations(first: 100) { id license state cause } }"
    told = hub.ask(query, by=by)["authorizations"]
    assert len([one for one in told if one["cause"] != "租车核验"]) == count


def test_authorizations_are_told_by_state(hub: Hub) -> None:
    query = "query ($state: AuthorizationState) { authorizations(state: $state) { state } }"
    for state in ("RUNNING", "WITHDRAWN"):
        told = hub.ask(query, by="adult", state=state)["authorizations"]
        assert {one["state"] for one in told} <= {state}
    assert hub.ask(query, by="power", state="WITHDRAWN")["authorizations"]
