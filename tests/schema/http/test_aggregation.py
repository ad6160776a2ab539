"""Departments hand licenses in, by GraphQL and as a stream, and are told what was wrong."""

import copy
from typing import Any

import orjson

from tests.schema.http.asking import RECORDS, Hub, identifier

COUNTS = "accepted superseded unchanged quarantined"
DONE = f"... on Aggregated {{ batch {COUNTS} faults {{ line field code messageZh messageEn }} }}"
BATCH = f"id source state line {COUNTS} grades {{ grade count }} startedAt finishedAt"
BY = "aggregator-market-regulation"
NDJSON = {"content-type": "application/x-ndjson"}
MAPPING = """
format: csv
constants: {entry: food-business-license, region: "510100"}
columns: {部门: issuer, 流水号: serial, 编号: number, 日期: issued_on}
"""


def changed(**said: object) -> dict[str, Any]:
    """Return the food license as a record, with what is changed."""
    return copy.deepcopy(RECORDS["food-license"]) | said


def another(serial: str) -> dict[str, Any]:
    """Return another food license, whose identifier the hub is to make."""
    record = changed(serial=serial, number="JY5101009000" + serial[-4:])
    del record["identifier"]
    return record


def aggregated(hub: Hub, *records: dict[str, Any], key: str, by: str = BY) -> dict[str, Any]:
    """Hand records in."""
    return hub.do("aggregateLicenses", DONE, by=by, records=list(records), idempotencyKey=key)


def test_records_are_taken_and_what_is_wrong_is_told(hub: Hub) -> None:
    wrong = another("519999202690008002") | {"number": "X"}
    told = aggregated(hub, another("519999202690008001"), changed(), wrong, key="three")
    assert {key: told[key] for key in COUNTS.split()} == {
        "accepted": 1,
        "superseded": 0,
        "unchanged": 1,
        "quarantined": 1,
    }
    (fault,) = told["faults"]
    assert (fault["line"], fault["field"], fault["code"]) == (3, "number", "NumberRuleBroken")
    assert not fault["messageZh"].isascii()
    assert fault["messageEn"].isascii()


def test_the_same_key_takes_the_same_records_once(hub: Hub) -> None:
    record = another("519999202690008003")
    first, second = (aggregated(hub, record, key="again") for _ in range(2))
    assert first["batch"] == second["batch"]
    assert first["accepted"] == second["accepted"] == 1


def test_a_new_version_is_what_its_holder_sees(hub: Hub) -> None:
    face = dict(RECORDS["food-license"]["face"]) | {"premises": "四川省成都市示例新址1号"}
    record = changed(version=2, face=face)
    del record["identifier"]
    assert aggregated(hub, record, key="second version")["superseded"] == 1
    query = """{ viewer { licenses(entry: "food-business-license") { edges { node {
        field(key: "premises") { value } versions { version } } } } } }"""
    edges = hub.ask(query, by="agent")["viewer"]["licenses"]["edges"]
    shown = {edge["node"]["field"]["value"]: edge["node"]["versions"] for edge in edges}
    assert shown["四川省成都市示例新址1号"] == [{"version": 2}, {"version": 1}]


def test_an_event_ends_a_license(hub: Hub) -> None:
    aggregated(hub, another("519999202690008004"), key="to end")
    event = {
        "event": "CANCELLED",
        "issuer": RECORDS["food-license"]["issuer"],
        "entry": "food-business-license",
        "serial": "519999202690008004",
        "sequence": 1,
        "occurred_on": "2026-06-01",
        "reason": "示例",
    }
    shown = "... on Aggregated { events quarantined faults { code } }"
    stated = {"records": [event], "idempotencyKey": "end"}
    told = hub.do("aggregateLicenses", shown, by=BY, **stated)
    assert told == {"events": 1, "quarantined": 0, "faults": []}


def test_batches_are_told_to_whom_handed_them_in(hub: Hub) -> None:
    told = aggregated(hub, another("519999202690008005"), key="listed")
    newest = hub.ask(f"{{ batches(first: 1) {{ {BATCH} }} }}", by=BY)["batches"]
    (batch,) = newest
    assert (batch["id"], batch["accepted"], batch["line"]) == (told["batch"], 1, 1)
    query = f"query ($id: ID!) {{ batch(id: $id) {{ {BATCH} }} }}"
    assert hub.ask(query, by=BY, id=batch["id"])["batch"] == batch
    node = "query ($id: ID!) { node(id: $id) { ... on Batch { line } } }"
    assert hub.ask(node, by=BY, id=batch["id"])["node"] == {"line": 1}
    after = "query ($id: ID!) { batches(after: $id) { id } }"
    older = hub.ask(after, by=BY, id=batch["id"])["batches"]
    assert older
    assert batch["id"] not in {one["id"] for one in older}
    for stranger in ("aggregator-health", "anyone"):
        assert hub.refusal(query, by=stranger, id=batch["id"])["kind"] in {"NOT_FOUND", "FORBIDDEN"}


def test_only_an_aggregator_hands_in(hub: Hub) -> None:
    refused = aggregated(hub, another("519999202690008006"), key="none", by="adult")
    assert (refused["code"], refused["kind"]) == ("NotAnAggregator", "FORBIDDEN")


def test_a_mapping_is_declared_and_told_by_its_digest(hub: Hub) -> None:
    shown = "... on DeclaredMapping { name digest }"
    first = hub.do("declareMapping", shown, by=BY, name="shops", body=MAPPING)
    assert (first["name"], len(first["digest"])) == ("shops", 64)
    refused = hub.do("declareMapping", shown, by=BY, name="shops", body="]")
    assert (refused["code"], refused["kind"]) == ("MappingUnreadable", "INVALID")


def test_a_stream_is_taken_and_its_faults_are_reported(hub: Hub) -> None:
    rows = [another("519999202690008010"), another("519999202690008011") | {"number": "X"}]
    headers = hub.headers(BY) | NDJSON | {"x-batch-key": "stream"}
    body = b"\n".join(orjson.dumps(row) for row in rows)
    answer = hub.client.post("/aggregate", content=body, headers=headers)
    assert answer.status_code == 200
    done = answer.json()
    assert (done["accepted"], done["quarantined"]) == (1, 1)
    path = f"/aggregate/{done['id']}/report"
    report = hub.client.get(path, headers=hub.headers(BY))
    assert report.text.splitlines()[1].startswith("2,number,NumberRuleBroken,")
    assert hub.client.get(path, headers=hub.headers("aggregator-health")).status_code == 404
    assert hub.client.get(path).status_code in {403, 404}


def test_what_was_streamed_in_is_there_at_once(hub: Hub) -> None:
    record = another("519999202690008012")
    headers = hub.headers(BY) | NDJSON | {"x-batch-key": "at-once"}
    body = orjson.dumps(record)
    assert hub.client.post("/aggregate", content=body, headers=headers).json()["accepted"] == 1
    query = """query ($search: String!) { publicRecords(search: $search) { edges { node {
        identifier } } } }"""
    found = hub.ask(query, search=record["number"])["publicRecords"]["edges"]
    assert len(found) == 1
    assert found[0]["node"]["identifier"] != identifier("food-license")
