"""What operations cost: told beforehand, linear in the document, and nothing is free."""

import time
from typing import Any

import pytest
from graphql import (
    FragmentDefinitionNode,
    OperationDefinitionNode,
    get_introspection_query,
    parse,
)

from hub.settings import Settings
from schema.cost import Price, compile_cost, rows_of
from schema.paging import LARGEST, USUAL
from schema.root import build_schema
from schema.weights import FIELD, PAGED, ROOTS

SCHEMA = build_schema()._schema  # noqa: SLF001 - strawberry offers no other way
PAGE = "query ($n: Int) { licenses(under: {own: true}, first: $n) { edges { node { id } } } }"
ROW = FIELD + FIELD + FIELD + FIELD
"""The page's field, its edge, its node and the one field asked for."""


def price(document: str, **variables: Any) -> Price:  # noqa: ANN401 - variables of any type
    parsed = parse(document)
    (operation,) = [one for one in parsed.definitions if isinstance(one, OperationDefinitionNode)]
    fragments = [one for one in parsed.definitions if isinstance(one, FragmentDefinitionNode)]
    pricing = compile_cost(SCHEMA, operation, {one.name.value: one for one in fragments})
    return pricing(variables)


def cost(document: str, **variables: Any) -> int:  # noqa: ANN401 - variables of any type
    return price(document, **variables).requested


def test_every_root_field_has_a_weight_and_nothing_else_has() -> None:
    roots = (SCHEMA.query_type, SCHEMA.mutation_type, SCHEMA.subscription_type)
    assert {name for root in roots if root for name in root.fields} == set(ROOTS)
    assert min(ROOTS.values()) > 0


@pytest.mark.parametrize(
    ("size", "rows"), [(1, 1), (50, 50), (None, USUAL), (0, USUAL), (10**9, LARGEST), ("x", USUAL)]
)
def test_a_page_costs_its_rows(size: object, rows: int) -> None:
    assert cost(PAGE, n=size) == ROOTS["licenses"] + rows * ROW


def test_defaults_count_where_nothing_is_said() -> None:
    assert cost(PAGE) == cost(PAGE, n=USUAL)
    assert cost(PAGE.replace("$n: Int", "$n: Int = 7")) == cost(PAGE, n=7)
    assert cost("{ batches { id } }") == ROOTS["batches"] + 20 * (FIELD + FIELD)
    backward = PAGE.replace("first", "last")
    assert cost(backward, n=9) == cost(PAGE, n=9)


def test_pages_within_pages_multiply() -> None:
    within = PAGE.replace("id }", "versions(first: 30) { sequence } }")
    row = 3 * FIELD + PAGED + 30 * FIELD
    assert cost(within, n=10) == ROOTS["licenses"] + 10 * row


def test_cells_cost_as_many_as_are_asked_for() -> None:
    one = 'query ($k: [String!]) { license(id: "x") { fields(keys: $k) { key value } } }'
    assert cost(one, k=["a", "b", "c"]) - cost(one, k=["a"]) == 2 * 2 * FIELD
    assert cost(one) > cost(one, k=["a"])


def test_what_a_condition_leaves_out_costs_nothing() -> None:
    asked = """query ($on: Boolean!) {
      viewer { assurance }
      license(id: "x") @include(if: $on) { ...a @skip(if: $on) id @skip(if: true) }
    } fragment a on License { revision }"""
    assert cost(asked, on=False) == cost(asked, on=True) - ROOTS["license"] - FIELD


def test_aliases_are_paid_each() -> None:
    once = cost('{ a: license(id: "x") { id } }')
    assert cost('{ a: license(id: "x") { id } b: license(id: "y") { id } }') == 2 * once


def test_fragments_cost_what_they_hold_wherever_they_stand() -> None:
    plain = cost('{ license(id: "x") { id revision } viewer { assurance } }')
    spread = """{ ...top } fragment top on Query { license(id: "x") { ...l } viewer { assurance } }
                fragment l on License { id ... on License { revision } }"""
    assert cost(spread) == plain


def test_a_bomb_of_fragments_is_counted_in_linear_time() -> None:
    def bomb(length: int, end: str) -> str:
        links = [f"fragment f{n} on License {{ ...f{n + 1} ...f{n + 1} }}" for n in range(length)]
        links.append(f"fragment f{length} on License {{ {end} }}")
        return 'query ($n: Int) { license(id: "x") { ...f0 } } ' + " ".join(links)

    began = time.process_time()
    assert cost(bomb(60, "id")) > 2**60
    assert cost(bomb(60, "versions(first: $n) { sequence }"), n=3) > 2**60
    assert time.process_time() - began < 2


def test_what_was_answered_is_counted_afterwards() -> None:
    priced = price(PAGE, n=100)
    rows = rows_of({"edges": [{"node": {"id": "x"}}] * 3})
    assert priced.actual({"licenses": rows}) == ROOTS["licenses"] + 3 * ROW
    assert priced.actual({}) == ROOTS["licenses"]
    viewer = price("{ viewer { assurance } }")
    assert viewer.actual({"viewer": rows_of({"assurance": 3})}) == ROOTS["viewer"] + 2


def test_the_tools_of_developers_can_still_read_the_schema() -> None:
    assert cost(get_introspection_query()) < Settings().request_cost / 10


def test_a_page_of_a_hundred_whole_licenses_can_be_asked_for() -> None:
    fields = "fields { key label value outcome decision { code } }"
    whole = PAGE.replace("id }", f"id status {fields} }}")
    assert cost(whole, n=LARGEST) < Settings().request_cost
