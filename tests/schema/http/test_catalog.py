"""The catalog of the province over HTTP: what is listed, what is exempt, and how it is changed."""

import csv
import io

from tests.schema.http.asking import Hub

EDITOR, REVIEWER = "editor-market-regulation", "reviewer-market-regulation"
REVISION = "... on Revision { number state digest changes { key direction } }"
PUBLICATION = "... on Publication { code sharing }"
EXEMPTION = {"ground": "COMMERCIAL_SECRET", "legalBasis": "food-safety-35"}
FOOD = "food-business-license"


def test_the_catalog_is_searched_by_words_issuer_and_sector(hub: Hub) -> None:
    query = """query ($search: String, $issuer: String, $sector: String) {
        catalog(search: $search, issuer: $issuer, sector: $sector) { body { code } } }"""

    def codes(**narrowed: str) -> set[str]:
        listed = hub.ask(query, **narrowed)["catalog"]
        return {one["body"]["code"] for one in listed}

    assert len(codes()) > 30
    assert codes(search="食品") == {FOOD, "food-production-license"}
    assert FOOD in codes(issuer="11519999MB9910019M")
    assert codes(sector="film") == {"film-projection-license"}
    assert codes(search="没有这种证") == set()


def test_an_entry_tells_what_it_says_and_on_what_it_rests(hub: Hub) -> None:
    query = """query ($code: String!) { catalogEntry(code: $code) {
        revision retired policyRevision publication { sharing }
        body { legalBasis zh en fields { key zh en type classification sharing disclosure } } } }"""
    entry = hub.ask(query, code=FOOD)["catalogEntry"]
    assert (entry["revision"], entry["retired"]) == (2, False)
    assert entry["publication"] == {"sharing": "OPEN"}
    assert entry["body"]["legalBasis"] == "food-safety-35"
    (number,) = (field for field in entry["body"]["fields"] if field["key"] == "number")
    assert (number["classification"], number["disclosure"]) == ("PUBLIC", "FULL")
    assert hub.ask(query, code="no-such-entry")["catalogEntry"] is None


def test_an_entry_names_who_compiles_and_who_issues_it(hub: Hub) -> None:
    told = "owner { code nameZh } issuers { code nameZh nameEn }"
    query = f"""query ($code: String!) {{ catalogEntry(code: $code) {{
        body {{ owner issuers }} {told} }} }}"""
    food = hub.ask(query, code=FOOD)["catalogEntry"]
    assert [one["code"] for one in food["issuers"]] == food["body"]["issuers"]
    assert food["owner"]["code"] == food["body"]["owner"]
    assert all(one["nameZh"] and one["nameEn"] for one in food["issuers"])
    film = hub.ask(query, code="film-projection-license")["catalogEntry"]
    assert [one["nameZh"] for one in film["issuers"]] == [film["owner"]["nameZh"]]
    own = f"{{ viewer {{ licenses {{ edges {{ node {{ entry {{ code {told} }} }} }} }} }} }}"
    edges = hub.ask(own, by="adult")["viewer"]["licenses"]["edges"]
    for entry in (edge["node"]["entry"] for edge in edges):
        anybodys = hub.ask(query, code=entry["code"])["catalogEntry"]
        assert (entry["owner"], entry["issuers"]) == (anybodys["owner"], anybodys["issuers"])


def test_provisions_are_listed_of_all_and_of_one_entry(hub: Hub) -> None:
    query = "query ($entry: String) { legalBases(entry: $entry) { code zh inForceFrom } }"
    codes = [law["code"] for law in hub.ask(query)["legalBases"]]
    cited = {law["code"] for law in hub.ask(query, entry=FOOD)["legalBases"]}
    assert codes == sorted(codes)
    assert "food-safety-35" in cited < set(codes)
    assert hub.ask(query, entry="no-such-entry")["legalBases"] == []


def test_every_revision_is_listed_and_compared(hub: Hub) -> None:
    query = "query ($code: String!) { catalogRevisions(code: $code) { number state } }"
    told = hub.ask(query, code=FOOD)["catalogRevisions"]
    assert [(one["number"], one["state"]) for one in told] == [(1, "RETIRED"), (2, "IN_FORCE")]
    query = """query ($code: String!) { policyDifference(entry: $code, revision: 2) {
        key basis direction before { outcome code } after { outcome code } } }"""
    changes = hub.ask(query, code=FOOD)["policyDifference"]
    assert changes
    assert all(change["before"] != change["after"] for change in changes)


def test_exemptions_are_listed_with_ground_basis_and_whether_they_lapsed(hub: Hub) -> None:
    query = "{ exemptions { code key lapsed exemption { ground } legalBasis { code } } }"
    told = {(one["code"], one["key"]): one for one in hub.ask(query)["exemptions"]}
    lapsed = told["food-production-license", "varieties"]
    assert lapsed["lapsed"]
    assert lapsed["exemption"] == {"ground": "COMMERCIAL_SECRET"}
    assert lapsed["legalBasis"] == {"code": "food-varieties-interim"}


def test_what_lapsed_says_since_when_and_what_it_means(hub: Hub) -> None:
    query = """query ($lapsed: Boolean) { exemptions(lapsed: $lapsed) {
        key zh en lapsed lapse { cause since sharing zh en } } }"""
    told = hub.ask(query, lapsed=True)["exemptions"]
    (varieties,) = [one for one in told if one["key"] == "varieties"]
    assert varieties["zh"].startswith("食品生产许可证：")
    assert varieties["en"].isascii()
    lapse = varieties["lapse"]
    assert (lapse["cause"], lapse["sharing"]) == ("BASIS_ENDED", "CONDITIONAL")
    assert "有条件共享" in lapse["zh"]
    assert "art. 15" in lapse["en"]
    holding = hub.ask(query, lapsed=False)["exemptions"]
    assert [one for one in holding if one["lapsed"] or one["lapse"]] == []
    assert len(told) + len(holding) == len(hub.ask(query)["exemptions"])


def test_anybody_takes_the_list_away_as_a_table(hub: Hub) -> None:
    answer = hub.client.get("/exemptions")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == len(hub.ask("{ exemptions { code } }")["exemptions"])
    (lapsed,) = [row for row in rows if row["key"] == "varieties"]
    assert (lapsed["lapse"], lapsed["counts_as"]) == ("BASIS_ENDED", "CONDITIONAL")
    assert lapsed["legal_basis_zh"]
    (whole,) = [row for row in rows if (row["code"], row["key"]) == ("secrecy-qualification", "")]
    assert (whole["ground"], whole["lapsed_since"]) == ("NATIONAL_SECURITY", "")


def test_a_field_is_exempted_by_two_people(hub: Hub) -> None:
    wish = {"code": FOOD, "field": "items", "exemption": EXEMPTION}
    draft = hub.do("declareExemption", REVISION, by=EDITOR, **wish)
    assert draft["state"] == "DRAFT"
    named = {"code": FOOD, "number": draft["number"]}
    shown = hub.post(
        f"mutation ($input: SubmitEntryInput!) {{ submitEntry(input: $input) {{ {REVISION} }} }}",
        by=EDITOR,
        input=named,
    ).json()["data"]["submitEntry"]
    assert {change["direction"] for change in shown["changes"]} == {"NARROWS"}
    query = """mutation ($input: AcceptEntryInput!) { acceptEntry(input: $input) {
        ... on Revision { state } ... on Refusal { code } } }"""
    accepting = named | {"digest": draft["digest"]}
    assert hub.ask(query, by=EDITOR, input=accepting)["acceptEntry"] == {"code": "NotYourEntry"}
    assert hub.ask(query, by=REVIEWER, input=accepting)["acceptEntry"] == {"state": "IN_FORCE"}
    cells = """{ publicRecords(entry: "food-business-license", first: 5) { edges { node {
        field(key: "items") { value decision { code } } } } } }"""
    for edge in hub.ask(cells)["publicRecords"]["edges"]:
        assert edge["node"]["field"]["value"] is None


def test_what_is_open_is_listed_for_its_owner_and_the_data_center(hub: Hub) -> None:
    wish = {"code": "water-abstraction-license", "field": "holder_code", "exemption": EXEMPTION}
    number = hub.do("declareExemption", REVISION, by="editor-water", **wish)["number"]
    query = "{ openRevisions { number state body { code } } }"
    draft = {"number": number, "state": "DRAFT", "body": {"code": "water-abstraction-license"}}
    for by in ("editor-water", "reviewer-water", "publisher"):
        assert draft in hub.ask(query, by=by)["openRevisions"]
    for by in (EDITOR, "desk", "adult", "anyone"):
        assert draft not in hub.ask(query, by=by)["openRevisions"]


def test_sharing_is_opened_and_closed_by_the_data_center(hub: Hub) -> None:
    query = """mutation ($input: NameEntryInput!) { told: NAME(input: $input) {
        ... on Publication { sharing } ... on Refusal { code } } }"""
    opening, closing = (query.replace("NAME", n) for n in ("publishEntry", "withdrawEntry"))
    wish = {"code": "forensic-appraisal-report"}
    assert hub.ask(opening, by=EDITOR, input=wish)["told"] == {"code": "DataCenterAlone"}
    assert hub.ask(opening, by="publisher", input=wish)["told"] == {"sharing": "OPEN"}
    assert hub.ask(closing, by="publisher", input=wish)["told"] == {"sharing": "WITHDRAWN"}
    assert hub.ask(closing, by="publisher", input=wish)["told"] == {"code": "NotPublished"}


def test_a_withdrawn_entry_is_closed_to_everybody_but_holder_and_issuer(hub: Hub) -> None:
    query = """mutation ($input: NameEntryInput!) { withdrawEntry(input: $input) {
        ... on Publication { sharing } } }"""
    records = """{ publicRecords(entry: "association-registration") { edges { cursor } } }"""
    own = """{ viewer { licenses(entry: "association-registration") { edges { cursor } } } }"""
    assert hub.ask(records)["publicRecords"]["edges"]
    hub.ask(query, by="publisher", input={"code": "association-registration"})
    assert hub.ask(records)["publicRecords"]["edges"] == []
    assert hub.ask(own, by="delegate")["viewer"]["licenses"]["edges"]


def test_an_entry_is_retired_and_a_legal_basis_declared(hub: Hub) -> None:
    query = """mutation ($input: NameEntryInput!) { retireEntry(input: $input) {
        ... on Revision { state } } }"""
    retired = hub.ask(query, by="reviewer-film", input={"code": "film-projection-license"})
    assert retired["retireEntry"] == {"state": "RETIRED"}
    wish = {
        "code": "made-up-rule",
        "zh": "《示例规定》",
        "en": "Made-up rule",
        "kind": "LAW",
        "inForceFrom": "2026-01-01",
    }
    shown = "... on LegalBasis { code zh inForceUntil }"
    told = hub.do("declareLegalBasis", shown, by="publisher", **wish)
    assert told == {"code": "made-up-rule", "zh": "《示例规定》", "inForceUntil": None}
