"""The public register finds by what is disclosed, shows nothing else, and forgets what is not."""

import pytest

from tests.schema.http.asking import ANYONE, RECORDS, Hub, identifier

FIND = """query ($search: String, $region: String, $entry: String, $first: Int, $after: String) {
    publicRecords(search: $search, region: $region, entry: $entry, first: $first, after: $after) {
    edges { cursor node { identifier entry { body { code } }
        fields { key value outcome } } } pageInfo { hasNextPage endCursor } } }"""
ONE = """query ($of: String!) { publicRecord(identifier: $of) {
    identifier fields { key value outcome } } }"""


def found(hub: Hub, **narrowed: str) -> set[str]:
    """Return the identifiers that a search finds."""
    edges = hub.ask(FIND, by=ANYONE, first=100, **narrowed)["publicRecords"]["edges"]
    return {edge["node"]["identifier"] for edge in edges}


@pytest.mark.parametrize("search", ["天府", "示例科技", "天府示例科技有限公司", " 天府　"])
def test_two_characters_find_a_company(hub: Hub, search: str) -> None:
    assert identifier("company-license") in found(hub, search=search)


def test_a_record_shows_disclosed_fields_alone(hub: Hub) -> None:
    record = hub.ask(ONE, of=identifier("revoked"))["publicRecord"]
    told = {field["key"]: field for field in record["fields"]}
    assert told["status"] == {"key": "status", "value": "REVOKED", "outcome": "GRANTED"}
    assert told["holder_name"]["value"] == "褚*"
    for hidden in ("holder_code", "sex", "photo"):
        assert (told[hidden]["value"], told[hidden]["outcome"]) == (None, "WITHHELD")


def test_a_holder_sees_no_more_in_the_register_than_everybody(hub: Hub) -> None:
    own = hub.ask(ONE, by="operator", of=identifier("revoked"))["publicRecord"]
    public = hub.ask(ONE, of=identifier("revoked"))["publicRecord"]
    assert [field["value"] for field in own["fields"]] == [f["value"] for f in public["fields"]]


def test_a_masked_name_is_not_found_by_what_it_hides(hub: Hub) -> None:
    assert identifier("revoked") not in found(hub, search="褚特作")
    assert identifier("revoked") not in found(hub, search="特作")
    assert identifier("revoked") not in found(hub, search="519999199107200337")


def test_a_search_is_narrowed_by_entry_and_by_region(hub: Hub) -> None:
    food = found(hub, search="示例", entry="food-business-license")
    assert identifier("food-license") in food
    assert identifier("company-license") not in food
    region = str(RECORDS["company-license"]["region"])
    assert identifier("company-license") in found(hub, search="天府示例", region=region)
    assert identifier("company-license") not in found(hub, search="天府示例", region="513200")


def test_the_register_is_paged(hub: Hub) -> None:
    whole = hub.ask(FIND, search="示例", first=5)["publicRecords"]
    assert whole["pageInfo"]["hasNextPage"]
    first = hub.ask(FIND, search="示例", first=3)["publicRecords"]
    rest = hub.ask(FIND, search="示例", first=2, after=first["pageInfo"]["endCursor"])
    edges = [*first["edges"], *rest["publicRecords"]["edges"]]
    assert [e["node"]["identifier"] for e in edges] == [
        e["node"]["identifier"] for e in whole["edges"]
    ]


def test_what_nobody_publishes_is_not_in_the_register(hub: Hub) -> None:
    for hidden in ("adult-identity", "joint-owners", "exempt", "appraisal"):
        assert hub.refusal(ONE, of=identifier(hidden))["code"] == "RecordNotFound"


def test_nothing_is_found_by_a_field_whose_disclosure_has_ended(hub: Hub) -> None:
    """The number of a food license is disclosed, until a revision says otherwise."""
    code = "food-business-license"
    number = str(RECORDS["food-license"]["number"])
    assert identifier("food-license") in found(hub, search=number)
    exempt = {
        "code": code,
        "field": "number",
        "exemption": {"ground": "PRIVACY", "legalBasis": "food-safety-35"},
    }
    draft = hub.do(
        "declareExemption",
        "... on Revision { number digest }",
        by="editor-market-regulation",
        **exempt,
    )
    named = {"code": code, "number": draft["number"]}
    hub.do("submitEntry", "... on Revision { state }", by="editor-market-regulation", **named)
    done = hub.do(
        "acceptEntry",
        "... on Revision { state }",
        by="reviewer-market-regulation",
        **named,
        digest=draft["digest"],
    )
    assert done == {"state": "IN_FORCE"}
    assert identifier("food-license") not in found(hub, search=number)
    fields = hub.ask(ONE, of=identifier("food-license"))["publicRecord"]["fields"]
    assert {"key": "number", "value": None, "outcome": "WITHHELD"} in fields
    assert identifier("food-license") in found(hub, search="天府示例", entry=code)
