"""Any text is answered or refused in little time, and each limit holds at its very bound (S1)."""

import re
import time
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    Lexer,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    TokenKind,
    get_introspection_query,
    parse,
    specified_rules,
    validate,
)
from strawberry.extensions import MaxAliasesLimiter, QueryDepthLimiter
from strawberry.extensions.add_validation_rules import AddValidationRules

from hub.errors import Refusal
from schema import limits
from schema.audience import Audience
from schema.limits import (
    COUNTED,
    Limit,
    LimitExceeded,
    check,
    check_body,
    check_variables,
    read,
)
from schema.root import build_schema
from schema.validation import mistakes
from tests.schema.limits.corpus import (
    ANSWERED,
    CORPUS,
    Attack,
    fragment_bomb,
    in_viewer,
    many,
)

MOST_SECONDS = 0.05
TRIES = 5
BUILT = build_schema()
SCHEMA: GraphQLSchema = BUILT._schema  # noqa: SLF001 - strawberry offers no other way

Before = Callable[[Attack], object]


def before_execution(attack: Attack) -> object:
    """Do all that is done with a request before it is executed."""
    check_variables(attack.variables)
    return mistakes(SCHEMA, read(attack.text), Audience.ANYONE)


def unlimited(attack: Attack) -> object:
    """Do what a server without limits does."""
    return validate(SCHEMA, parse(attack.text), specified_rules)


def cpu_seconds(before: Before, attack: Attack) -> float:
    """Return the CPU time that a text takes."""
    began = time.process_time()
    told_by(before, attack)
    return time.process_time() - began


def told_by(before: Before, attack: Attack) -> str:
    """Return the code of what comes of a text before it is executed."""
    try:
        found = before(attack)
    except Refusal as refusal:
        return refusal.code
    except GraphQLError:
        return "DocumentInvalid"
    return "DocumentInvalid" if found else ANSWERED


@pytest.mark.parametrize("attack", CORPUS.values(), ids=CORPUS.keys())
def test_any_text_is_answered_or_refused_in_time(attack: Attack) -> None:
    """The least of a few tries: what else runs on the machine only adds to it."""
    assert any(cpu_seconds(before_execution, attack) < MOST_SECONDS for _ in range(TRIES))


@pytest.mark.parametrize("attack", CORPUS.values(), ids=CORPUS.keys())
def test_what_is_refused_before_execution_is_refused_by_its_code(attack: Attack) -> None:
    refused = attack.code in {"LimitExceeded", "DocumentInvalid", "IntrospectionNotAllowed"}
    assert told_by(before_execution, attack) == (attack.code if refused else ANSWERED)


def test_without_the_limits_a_text_takes_long() -> None:
    assert cpu_seconds(unlimited, CORPUS["overlapping leaves"]) > MOST_SECONDS


def test_a_bomb_is_of_the_size_that_is_said() -> None:
    assert [len(fragment_bomb(size).encode()) for size in (662, 2_174)] == [662, 2_174]


@pytest.mark.parametrize(
    "stock", [QueryDepthLimiter(max_depth=100), MaxAliasesLimiter(max_alias_count=100)]
)
def test_the_stock_limiters_are_bombed_by_less_and_are_not_used(
    stock: AddValidationRules,
) -> None:
    def stocked(attack: Attack) -> object:
        return validate(SCHEMA, parse(attack.text), tuple(stock.validation_rules))

    assert cpu_seconds(stocked, Attack(fragment_bomb(690), ANSWERED)) > MOST_SECONDS
    assert BUILT.get_extensions() == []


# Each limit at its bound: how a document is written that holds so much of it


def _spread(operation: str, fragment: str) -> str:
    return f"{{{operation}}} fragment F on T{{{fragment}}}"


def _deep(levels: int) -> str:
    return "a{" * (levels - 1) + "a" + "}" * (levels - 1)


def _deep_with_fragment(levels: int) -> str:
    return _spread("a{" * 5 + "...F" + "}" * 5, _deep(levels - 5))


def _wide_with_fragment(fields: int) -> str:
    spreads, rest = divmod(fields - 1, 50)
    return _spread(f"a{{{'...F ' * spreads}{'b ' * rest}}}", "c " * 50)


WRITTEN: dict[Limit, Callable[[int], str]] = {
    limits.CHARACTERS: "{viewer{id}}".ljust,
    limits.LINES: lambda most: "{viewer{id}}" + "\n" * (most - 1),
    limits.ESCAPES: lambda most: "{viewer{id}}#" + "\\" * most,
    limits.TOKENS: lambda most: in_viewer("id " * (most - 5)),
    limits.NESTING: lambda most: f"{{viewer(a:{'[' * most}1{']' * most}){{id}}}}",
    limits.DEPTH: _deep_with_fragment,
    limits.ROOTS: lambda most: _spread("...F ...{a}" + " b" * (most - 2), "c"),
    limits.FIELDS: _wide_with_fragment,
    COUNTED["operation_definition"]: lambda most: many("query Q#{viewer{id}}", most),
    COUNTED["fragment_definition"]: lambda most: "{a}" + many("fragment F# on T{a}", most),
    COUNTED["fragment_spread"]: lambda most: _spread("a{" + "...F " * most + "}", "b"),
    COUNTED["directive"]: lambda most: in_viewer("id " + "@skip(if:true)" * most),
    COUNTED["variable_definition"]: lambda most: f"query({many('$v#:Int', most)}){{a}}",
    COUNTED["alias"]: lambda most: in_viewer(many("a#:id", most)),
    COUNTED["meta"]: lambda most: "{" + "__schema{description} " * most + "}",
    COUNTED["literal"]: lambda most: f"{{viewer(a:[{'1 ' * most}]){{id}}}}",
}


@pytest.mark.parametrize("limit", WRITTEN, ids=lambda limit: str(limit.en))
def test_a_document_may_hold_so_much_and_no_more(limit: Limit) -> None:
    read(WRITTEN[limit](limit.most))
    with pytest.raises(LimitExceeded) as refused:
        read(WRITTEN[limit](limit.most + 1))
    facts = (refused.value.facts["limit_en"], refused.value.facts["found"])
    assert facts == (limit.en, limit.most + 1)


def test_a_body_may_hold_so_much_and_no_more() -> None:
    most = limits.MARKS.most
    check_body(b"," * most)
    with pytest.raises(LimitExceeded):
        check_body(b"{[" * (most // 2) + b",")


def test_variables_may_hold_so_much_and_no_more() -> None:
    most, deepest = limits.VALUES.most, limits.LEVELS.most
    check_variables({"a": [1] * (most - 1)})
    check_variables(_levels(deepest))
    for beyond in ({"a": [1] * most}, _levels(deepest + 1)):
        with pytest.raises(LimitExceeded):
            check_variables(beyond)


def _levels(levels: int) -> dict[str, Any]:
    value: Any = 1
    for _ in range(levels - 1):
        value = [value]
    return {"a": value}


def test_each_limit_is_tried() -> None:
    named = {value for value in vars(limits).values() if isinstance(value, Limit)}
    assert (named | set(COUNTED.values())) - WRITTEN.keys() == {
        limits.MARKS,
        limits.VALUES,
        limits.LEVELS,
        limits.COMPARISONS,
    }


def test_the_query_that_tools_ask_for_the_schema_is_within_the_limits() -> None:
    document = read(get_introspection_query(input_value_deprecation=True))
    assert mistakes(SCHEMA, document, Audience.HOLDER) == []


# What is counted without being spread is what would be there if it were


def spread_fields(selections: SelectionSetNode, fragments: dict[str, SelectionSetNode]) -> int:
    """Count fields by walking into each spread again and again."""
    found = 0
    for selection in selections.selections:
        if isinstance(selection, FragmentSpreadNode):
            found += spread_fields(fragments[selection.name.value], fragments)
            continue
        below: SelectionSetNode | None = getattr(selection, "selection_set", None)
        found += selection.kind == "field"
        found += spread_fields(below, fragments) if below else 0
    return found


def written(dice: Random) -> str:
    """Write fragments that spread later ones at random."""
    most = dice.randint(1, 8)
    parts = []
    for level in range(most):
        below = [f"...F{dice.randint(level + 1, most)}" for _ in range(dice.randint(0, 3))]
        inner = f"a{{b {' '.join(below)}}} ...{{c {' '.join(below[:1])}}}"
        parts.append(f"fragment F{level} on T{{{inner}}}")
    return f"{{a{{...F0 ...F0}}}} {' '.join(parts)} fragment F{most} on T{{d}}"


@pytest.mark.parametrize("seed", range(50))
def test_fields_are_counted_as_if_fragments_were_spread(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = parse(written(Random(seed)))
    monkeypatch.setattr(limits, "DEPTH", limits.DEPTH._replace(most=10**9))
    monkeypatch.setattr(limits, "FIELDS", limits.FIELDS._replace(most=0))
    with pytest.raises(LimitExceeded) as refused:
        check(document)
    assert refused.value.facts["found"] == _all_spread(document)


def _all_spread(document: DocumentNode) -> int:
    fragments = {
        definition.name.value: definition.selection_set
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    (operation,) = (
        definition
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
    )
    return spread_fields(operation.selection_set, fragments)


@pytest.mark.parametrize(
    "text",
    [
        get_introspection_query(),
        'query Q($a: [Int!]! = [-1, 2.5e3] @d) { a: b(c: "x\\"y # no", d: $a) @skip(if: true) }',
        '{ a(b: """ block "" \\""" # no """, c: "") # yes\n ...F } fragment F on T { d }',
        '# a "comment"\r\n{ a, b,, c }\ufeff',
        "{ a(b: {c: [ENUM, null, true]}) ... on T @include(if: $x) { d } }",
        *(written(Random(seed)) for seed in range(10)),
    ],
)
def test_tokens_are_counted_as_the_parser_finds_them(text: str) -> None:
    lexer, found = Lexer(Source(text)), 0
    token = lexer.token
    while token.kind is not TokenKind.EOF:
        found += token.kind is not TokenKind.SOF
        token = lexer.lookahead() if token.next is None else token.next
        lexer.token = token
    comments = len(re.findall(r"# (?:yes|a).*", text))
    assert limits.count_tokens(text) == found + comments
