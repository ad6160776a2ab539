"""Who is shown which part of the schema, and that it is the part they may ask."""

from typing import Any

import pytest
from graphql import (
    GraphQLSchema,
    build_client_schema,
    get_introspection_query,
    print_schema,
)

from schema.audience import AUDIENCES, Audience, filtered, may_ask
from schema.explain import QueryNotExplained
from schema.root import build_schema
from schema.serve import DocumentInvalid
from schema.validation import IntrospectionNotAllowed
from tests.schema.http.asking import ANYONE, Hub
from tests.schema.http.test_refusals import assert_told, refusal_in

SCHEMA: GraphQLSchema = build_schema()._schema  # noqa: SLF001 - strawberry offers no other way
ROOTS = [SCHEMA.query_type, SCHEMA.mutation_type, SCHEMA.subscription_type]
FIELDS = {name for root in ROOTS if root for name in root.fields}
PARTNERS = ("bank", "bank-clerk", "power")
WHOLE = ("adult", "adult-account", "agent", "desk", "publisher", "supervisor")
OTHERS = "publishEntry"
"""A mutation that is not for partners."""


def told_to(hub: Hub, by: str) -> GraphQLSchema:
    """Return the schema as somebody is told it."""
    told: Any = hub.ask(get_introspection_query(), by=by)
    return build_client_schema(told)


def fields_of(schema: GraphQLSchema) -> set[str]:
    """Return the names of all root fields."""
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    return {name for root in roots if root for name in root.fields}


def test_every_root_field_says_for_whom_it_is() -> None:
    assert sorted(FIELDS ^ AUDIENCES.keys()) == []


@pytest.mark.parametrize(
    "document",
    [
        get_introspection_query(),
        "{ __schema { description } }",
        '{ __type(name: "License") { name } }',
        "query { ...F } fragment F on Query { s: __schema { description } }",
        "query A { viewer { id } } query B { __schema { description } }",
    ],
)
def test_nobody_unknown_is_told_the_schema(hub: Hub, document: str) -> None:
    body = {"query": document, "operationName": "A" if " A " in document else None}
    answer = hub.client.post("/graphql", json=body)
    assert_told(refusal_in(answer.json()), IntrospectionNotAllowed, "UNAUTHENTICATED")


def test_anybody_may_ask_what_type_an_answer_is_of(hub: Hub) -> None:
    told = hub.ask("{ __typename viewer { __typename } }")
    assert told == {"__typename": "Query", "viewer": {"__typename": "Viewer"}}


@pytest.mark.parametrize("by", WHOLE)
def test_people_and_officials_are_told_the_whole(hub: Hub, by: str) -> None:
    told = told_to(hub, by)
    assert fields_of(told) == FIELDS
    assert {name for name in SCHEMA.type_map if name not in told.type_map} == set()


@pytest.mark.parametrize("by", PARTNERS)
def test_partners_are_told_what_is_theirs(hub: Hub, by: str) -> None:
    told = told_to(hub, by)
    assert fields_of(told) == {name for name in FIELDS if may_ask(Audience.PARTNER, name)}
    assert {"license", "requestAccess", "registerClient"} <= fields_of(told)
    assert told.subscription_type is None


def test_types_that_lead_nowhere_any_more_are_gone(hub: Hub) -> None:
    told = told_to(hub, "bank").type_map
    assert {"License", "Grant", "Consent", "AccessRequest", "Refusal"} <= told.keys()
    assert told.keys().isdisjoint({"Batch", "Making", "EntryInput", "RevisionResult", "Seal"})


def test_what_is_not_theirs_is_to_partners_as_if_it_were_not_there(hub: Hub) -> None:
    query = "mutation {{ {name}(input: {{}}) {{ __typename }} }}"
    told = [
        hub.post(query.format(name=name), by="bank").json()["errors"]
        for name in (OTHERS, "publishNoSuchEntry")
    ]
    for errors in told:
        errors[0]["extensions"].pop("requestId")
    refused, absent = (str(errors) for errors in told)
    assert refused.replace(OTHERS, "X") == absent.replace("publishNoSuchEntry", "X")
    assert_told(told[0][0]["extensions"], DocumentInvalid, "INVALID")


def test_what_is_not_theirs_is_not_reached_through_explain(hub: Hub) -> None:
    query = "query ($of: String!) { explain(query: $of) { entry } }"
    told = hub.refusal(query, by="bank", of="{ batches { id } }")
    assert told["code"] == QueryNotExplained.__name__
    assert "Cannot query field 'batches'" in told["messageEn"]


def test_a_socket_and_a_stream_of_events_are_held_to_the_same(hub: Hub) -> None:
    headers = hub.headers("bank") | {"Accept": "text/event-stream"}
    body = {"query": '{ seals(organization: "x") { id } }'}
    told = hub.client.post("/graphql", json=body, headers=headers).text
    assert DocumentInvalid.__name__ in told


@pytest.mark.parametrize("audience", [one for one in Audience if one is not Audience.PARTNER])
def test_a_schema_that_is_not_narrowed_is_the_same(audience: Audience) -> None:
    assert filtered(SCHEMA, audience) is SCHEMA


def test_a_narrowed_schema_is_whole_in_itself_and_takes_nothing_from_the_other() -> None:
    before = print_schema(SCHEMA)
    narrow = filtered(SCHEMA, Audience.PARTNER)
    assert filtered(narrow, Audience.PARTNER).type_map.keys() == narrow.type_map.keys()
    assert print_schema(SCHEMA) == before


def test_a_field_that_says_nothing_is_for_officials() -> None:
    assert not may_ask(Audience.PARTNER, "noSuchField")
    assert may_ask(Audience.OFFICIAL, "noSuchField")


def test_an_anonymous_caller_asks_what_is_public_and_is_refused_by_rule(hub: Hub) -> None:
    query = "mutation ($input: NameEntryInput!) { publishEntry(input: $input) { __typename } }"
    answer = hub.post(query, by=ANYONE, input={"code": "x", "idempotencyKey": "x"})
    assert answer.json()["data"]["publishEntry"] == {"__typename": "Refusal"}
