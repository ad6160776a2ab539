"""No mistake is answered with a guess at what was meant: that would tell the schema."""

from typing import Any

import pytest

from tests.schema.http.asking import Hub

ENUM = "query ($a: AuthorizationKind) { authorizations(kind: $a) { id } }"
INPUT = "mutation ($a: WithdrawGrantInput!) { withdrawGrant(input: $a) { __typename } }"
NEAR: dict[str, tuple[str, dict[str, Any], str]] = {
    "a field": ("{ viewr { id } }", {}, "viewer"),
    "a field below": ("{ viewer { assurence } }", {}, "assurance"),
    "a field of a type behind an interface": (
        '{ node(id: "x") { identifier } }',
        {},
        "License",
    ),
    "an argument": ('{ license(identifer: "x") { id } }', {}, "identifier"),
    "an argument of a directive": ("{ viewer { id @skip(iff: true) } }", {}, "'if'"),
    "a type": ("{ viewer { ... on Viewr { id } } }", {}, "Viewer"),
    "a type of a variable": (
        "query ($a: AuthorizationKnd) { authorizations(kind: $a) { id } }",
        {},
        "AuthorizationKind",
    ),
    "a directive": ("{ viewer { id @skp(if: true) } }", {}, "skip"),
    "a fragment": ("{ viewer { ...Fine } } fragment Fin on Viewer { id }", {}, "mean"),
    "a value": ("{ authorizations(kind: GRANTT) { id } }", {}, "CONSENT"),
    "a value in quotes": ('{ authorizations(kind: "GRANT") { id } }', {}, "enum value GRANT"),
    "a value in a variable": (ENUM, {"a": "GRNT"}, "GRANT"),
    "a value in a variable, of another type": (ENUM, {"a": 1}, "GRANT"),
    "a default": (ENUM.replace("Kind)", "Kind = GRNT)"), {}, "GRANT"),
    "a part": (
        'mutation { withdrawGrant(input: {grantt: "x"}) { __typename } }',
        {},
        "'grant'?",
    ),
    "a part in a variable": (INPUT, {"a": {"grnt": "x", "grant": "x"}}, "idempotencyKey'?"),
    "a part of one": ("{ licenses(under: {holding: true}) { edges { cursor } } }", {}, "holdings"),
    "an operation": ("query Right { viewer { id } }", {"operationName": "Rigt"}, "Right"),
    "what is explained": (
        "query ($a: String!) { explain(query: $a) { entry } }",
        {"a": "{ licens { id } }"},
        "license",
    ),
}


@pytest.mark.parametrize(("document", "given", "near"), NEAR.values(), ids=NEAR.keys())
def test_a_mistake_is_told_and_nothing_is_suggested(
    hub: Hub, document: str, given: dict[str, Any], near: str
) -> None:
    named = given.pop("operationName", None) if "operationName" in given else None
    body = {"query": document, "variables": given, "operationName": named}
    answer = hub.client.post("/graphql", json=body, headers=hub.headers("adult")).json()
    assert answer["errors"]
    told = " ".join(error["message"] for error in answer["errors"])
    assert "mean" not in told
    assert near not in told
