"""Licenses by id, by identifier and by list, each caller seeing what the law lets it see."""

from typing import Any

import pytest

from tests.schema.http.asking import Hub, identifier

ONE = """query ($id: ID, $of: String) { license(id: $id, identifier: $of) {
    id identifier status revision entry { body { en } } issuers { code } underObjection
    cells: fields { key holder value outcome decision { code remedy legalBasis { code } } }
    versions { sequence event } decisions { granted masked withheld }
} }"""
LIST = """query ($under: LicenseScope!, $filter: LicenseFilter, $first: Int, $after: String,
        $last: Int, $before: String) {
    licenses(under: $under, filter: $filter, first: $first, after: $after,
        last: $last, before: $before) {
    edges { cursor node { id identifier status issuedOn entry { body { code } } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
} }"""
HELD: dict[str, Any] = {"under": {"holdings": True}}
ISSUED: dict[str, Any] = {"under": {"issuance": True}}
CLERK = "issuer-market-regulation"


def shown(answer: dict[str, Any]) -> list[str]:
    """Return the ids of a page."""
    return [edge["node"]["id"] for edge in answer["licenses"]["edges"]]


def cells(license_: dict[str, Any]) -> dict[str, Any]:
    """Return the cells by key, and those of the second holder by key and place."""
    return {cell["key"] + ("#2" if cell["holder"] == 2 else ""): cell for cell in license_["cells"]}


def test_a_holder_sees_the_own_license_whole(hub: Hub) -> None:
    found = hub.ask(ONE, by="adult", of=identifier("adult-identity"))["license"]
    assert (found["identifier"], found["status"]) == (identifier("adult-identity"), "IN_FORCE")
    assert found["issuers"] == [{"code": "11519999MB9910027G"}]
    assert found["decisions"]["granted"] == len(found["cells"])
    assert cells(found)["holder_name"]["value"] == "林示范"
    assert found["versions"] == [{"sequence": 1, "event": "ISSUED"}]


def test_the_id_leads_to_the_same_license(hub: Hub) -> None:
    id_ = hub.license_id("adult-identity", "adult")
    assert hub.ask(ONE, by="adult", id=id_)["license"]["identifier"] == identifier("adult-identity")


def test_an_organization_sees_what_the_grant_lists_and_the_rest_with_its_reason(hub: Hub) -> None:
    found = hub.ask(ONE, by="bank", cause="抵押贷款", of=identifier("joint-owners"))["license"]
    told = cells(found)
    assert told["holder_name"]["value"] == "周共有"
    assert told["holder_code"]["value"] == "519***********0110"
    assert (told["notes"]["value"], told["notes"]["decision"]["code"]) == (None, "NOT_LISTED")
    assert told["holder_name#2"]["decision"]["remedy"] == "ASK_HOLDER"
    assert (found["identifier"], found["versions"]) == (None, [])


def test_an_organization_that_states_no_purpose_finds_nothing(hub: Hub) -> None:
    told = hub.refusal(ONE, by="bank", of=identifier("joint-owners"))
    assert (told["code"], told["kind"]) == ("LicenseNotFound", "NOT_FOUND")


def test_a_purpose_may_stand_in_the_argument(hub: Hub) -> None:
    query = """query ($of: String!) { license(identifier: $of, purpose: {cause: "抵押贷款"}) {
        status } }"""
    found = hub.ask(query, by="bank", of=identifier("joint-owners"))["license"]
    assert found == {"status": "IN_FORCE"}


def test_the_public_sees_a_company_license(hub: Hub) -> None:
    found = hub.ask(ONE, of=identifier("company-license"))["license"]
    told = cells(found)
    assert told["holder_name"]["value"] == "天府示例科技有限公司"
    assert told["contact_phone"]["outcome"] == "WITHHELD"


def test_one_field_and_its_label(hub: Hub) -> None:
    query = """query ($of: String!) { license(identifier: $of) {
        name: field(key: "holder_name") { value zh: label(locale: ZH) en: label(locale: EN) }
        none: field(key: "no_such_field") { value }
    } }"""
    found = hub.ask(query, by="adult", of=identifier("adult-identity"))["license"]
    assert found["name"] == {"value": "林示范", "zh": "姓名", "en": "Name"}
    assert found["none"] is None


def test_holdings_are_listed(hub: Hub) -> None:
    found = hub.ask(LIST, by="adult", **HELD)["licenses"]["edges"]
    assert identifier("adult-driving") in {edge["node"]["identifier"] for edge in found}
    assert hub.ask(LIST, **HELD)["licenses"]["edges"] == []


def test_issuance_is_listed_to_the_issuer_and_its_successor(hub: Hub) -> None:
    query = """{ licenses(under: {issuance: true}, first: 100) { edges { node {
        identifier issuers { code } } } } }"""
    own = hub.ask(query, by=CLERK, cause="窗口办理")["licenses"]["edges"]
    assert identifier("food-license") in {edge["node"]["identifier"] for edge in own}
    assert {one["code"] for edge in own for one in edge["node"]["issuers"]} == {
        "11519999MB9910019M"
    }
    taken_over = hub.ask(query, by="issuer-natural-resources", cause="窗口办理")["licenses"]
    assert identifier("former-issuer") in {e["node"]["identifier"] for e in taken_over["edges"]}


def test_a_grant_lists_the_one_license_it_names(hub: Hub) -> None:
    grants = hub.ask("{ authorizations { id fields } }", by="bank")["authorizations"]
    (grant,) = (grant["id"] for grant in grants if "share" in grant["fields"])
    found = hub.ask(LIST, by="bank", cause="抵押贷款", under={"grant": grant})
    (edge,) = found["licenses"]["edges"]
    assert edge["node"]["entry"]["body"]["code"] == "real-estate-certificate"
    assert hub.ask(LIST, by="power", cause="抵押贷款", under={"grant": grant}) == {
        "licenses": {
            "edges": [],
            "pageInfo": {
                "hasNextPage": False,
                "hasPreviousPage": False,
                "startCursor": None,
                "endCursor": None,
            },
        }
    }


@pytest.mark.parametrize(
    ("narrowing", "fits"),
    [
        ({"entry": "driving-license"}, True),
        ({"entry": "identity-card"}, False),
        ({"status": "IN_FORCE"}, True),
        ({"status": "SUSPENDED"}, False),
        ({"issuedOn": {"first": "2022-09-01", "last": "2022-09-01"}}, True),
        ({"issuedOn": {"last": "2022-08-31"}}, False),
        ({"validFrom": {"first": "2022-09-02"}}, False),
        ({"validUntil": {"first": "2032-09-01"}}, True),
        ({"validUntil": {"last": "2032-08-31"}}, False),
    ],
)
def test_a_filter_narrows_a_list(hub: Hub, narrowing: dict[str, Any], fits: bool) -> None:  # noqa: FBT001 - a row
    edges = hub.ask(LIST, by="adult", filter=narrowing, **HELD)["licenses"]["edges"]
    found = identifier("adult-driving") in {edge["node"]["identifier"] for edge in edges}
    assert found is fits


def test_a_list_is_filtered_by_number_and_by_a_face_field(hub: Hub) -> None:
    whole = hub.ask(ONE, by=CLERK, cause="核对", of=identifier("food-license"))["license"]
    told = cells(whole)
    for narrowing in (
        {"entry": "food-business-license", "number": told["number"]["value"]},
        {
            "entry": "food-business-license",
            "fields": [{"key": "premises", "equals": told["premises"]["value"]}],
        },
    ):
        found = hub.ask(LIST, by=CLERK, cause="核对", filter=narrowing, **ISSUED)
        assert whole["id"] in shown(found)
        assert len(shown(found)) < 3


def test_pages_forward_and_backward_meet_each_license_once(hub: Hub) -> None:
    whole = shown(hub.ask(LIST, by=CLERK, cause="核对", first=100, **ISSUED))
    forward: list[str] = []
    after = None
    while True:
        page = hub.ask(LIST, by=CLERK, cause="核对", first=3, after=after, **ISSUED)
        forward += shown(page)
        after = page["licenses"]["pageInfo"]["endCursor"]
        if not page["licenses"]["pageInfo"]["hasNextPage"]:
            break
    assert forward == whole
    assert len(set(forward)) == len(forward) > 3
    back = hub.ask(LIST, by=CLERK, cause="核对", last=2, before=after, **ISSUED)
    assert shown(back) == whole[-3:-1]
    assert back["licenses"]["pageInfo"]["hasPreviousPage"]


def test_a_node_is_what_its_id_names(hub: Hub) -> None:
    query = """query ($id: ID!) { node(id: $id) { __typename
        ... on License { status } ... on Organization { code } } }"""
    license_id = hub.license_id("adult-identity", "adult")
    assert hub.ask(query, by="adult", id=license_id)["node"] == {
        "__typename": "License",
        "status": "IN_FORCE",
    }
    told = hub.ask("{ viewer { organization { id } } }", by="bank")["viewer"]["organization"]
    assert hub.ask(query, id=told["id"])["node"] == {
        "__typename": "Organization",
        "code": "91519999MA9900036C",
    }
    assert hub.refusal(query, by="foreigner", id=license_id)["code"] == "LicenseNotFound"
