"""What an operation costs, told before it is executed: compiled once a document, then a few sums.

A field costs a point, a root field its weight too, and a page its rows times what is asked of each.
The cost is an upper bound: what is asked for twice counts twice, and of the types that may stand in
a place each that is asked for. A fragment is compiled and counted once, and so the work is linear
in the document however fragments are nested.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple, TypeAlias, cast

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    is_object_type,
    value_from_ast_untyped,
)

from hub.rates.limits import Level
from schema.paging import LARGEST, USUAL
from schema.weights import FIELD, INTROSPECTION, LISTS, PAGED, ROOTS, SIZED_BY, USUAL_LIST

Variables = Mapping[str, Any]
PAGE: Final = ("first", "last")


class _Run(NamedTuple):
    """One time that a document is priced: its variables, and what its fragments come to."""

    variables: Variables
    fragments: list[int]


Amount: TypeAlias = int | Callable[[_Run], int]
"""A number, or one that depends on variables."""


class _Root(NamedTuple):
    """A root field: its key in the answer, its weight, how many rows it has, and what one costs."""

    key: str
    weight: Amount
    size: Amount
    row: Amount


class Price(NamedTuple):
    """What an operation may cost; afterwards it can be told what it came to."""

    requested: int
    roots: tuple[tuple[str, int, int], ...]

    def actual(self, answered: Mapping[str, int]) -> int:
        """Return the cost by the rows that were answered, at each key."""
        return sum(weight + answered.get(key, 0) * row for key, weight, row in self.roots)


Pricing: TypeAlias = Callable[[Variables], Price]
"""Prices an operation, given its variables as they came."""


class Charge(NamedTuple):
    """What an operation was charged, and what its caller has left."""

    price: Price
    level: Level

    def told(self, answered: Mapping[str, int]) -> dict[str, float]:
        """Return it as `extensions.cost` tells it."""
        return {
            "requested": self.price.requested,
            "actual": self.price.actual(answered),
            "maximum": self.level.maximum,
            "available": self.level.available,
            "restoreRate": self.level.restore_rate,
        }


def compile_cost(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> Pricing:
    """Compile what prices an operation."""
    compiler = _Compiler(schema, operation, fragments)
    roots = tuple(compiler.roots(operation))
    amounts = tuple(compiler.amounts)
    if not amounts and all(isinstance(part, int) for one in roots for part in one[1:]):
        fixed = _price(roots, amounts, {})
        return lambda _variables: fixed
    return partial(_price, roots, amounts)


def _price(roots: tuple[_Root, ...], amounts: tuple[Amount, ...], variables: Variables) -> Price:
    run = _Run(variables, [])
    for amount in amounts:
        run.fragments.append(_value(amount, run))
    told, requested = [], 0
    for key, due, size, each in roots:
        weight, row = _value(due, run), _value(each, run)
        requested += weight + _value(size, run) * row
        told.append((key, weight, row))
    return Price(requested, tuple(told))


def rows_of(answered: object) -> int:
    """Return how many rows an answer holds: those of its page, of the list that it is, or one."""
    if answered is None:
        return 0
    if isinstance(answered, list):
        return len(answered)
    parts = answered if isinstance(answered, dict) else getattr(answered, "__dict__", {})
    listed = next((one for one in parts.values() if isinstance(one, list)), None)
    return 1 if listed is None else len(listed)


def _value(amount: Amount, run: _Run) -> int:
    return amount if isinstance(amount, int) else amount(run)


def _sum(parts: Iterable[Amount]) -> Amount:
    known, unknown = 0, []
    for part in parts:
        if isinstance(part, int):
            known += part
        else:
            unknown.append(part)
    if not unknown:
        return known
    return lambda run: known + sum(part(run) for part in unknown)


def _product(times: Amount, each: Amount) -> Amount:
    if isinstance(times, int) and isinstance(each, int):
        return times * each
    if times == 1:
        return each
    if each == 1:
        return times
    return lambda run: _value(times, run) * _value(each, run)


class _Compiler:
    """Compiles one operation; each fragment that depends on variables is an amount of its own."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
    ) -> None:
        self._schema, self._fragments = schema, fragments
        self._usual = {
            one.variable.name.value: value_from_ast_untyped(one.default_value)
            for one in operation.variable_definitions or ()
            if one.default_value is not None
        }
        self._known: dict[str, Amount] = {}
        self.amounts: list[Amount] = []

    def roots(self, operation: OperationDefinitionNode) -> Iterator[_Root]:
        """Yield the root fields, those of fragments too."""
        type_ = self._schema.get_root_type(operation.operation)
        for node in _fields(operation.selection_set, self._fragments, set()):
            name = node.name.value
            field = type_ and self._schema.get_field(type_, name)
            if type_ and field:
                key = node.alias.value if node.alias else name
                size = _product(self._kept(node), self._size(type_.name, name, field, node))
                base = INTROSPECTION if name == "__schema" else ROOTS.get(name, FIELD)
                weight = _product(self._kept(node), base)
                yield _Root(key, weight, size, _sum([FIELD, self._below(field, node)]))

    def _below(self, field: GraphQLField, node: FieldNode) -> Amount:
        return self._selected(get_named_type(field.type), node.selection_set)

    def _selected(self, type_: object, selections: SelectionSetNode | None) -> Amount:
        if selections is None or not is_composite_type(type_):
            return 0
        return _sum(self._one(type_, node) for node in selections.selections)

    def _one(self, type_: GraphQLCompositeType, node: SelectionNode) -> Amount:
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            narrowed = self._schema.get_type(condition.name.value) if condition else type_
            amount = self._selected(narrowed, node.selection_set)
        elif isinstance(node, FragmentSpreadNode):
            amount = self._fragment(node.name.value)
        else:
            amount = self._field(type_, cast("FieldNode", node))
        return _product(self._kept(node), amount)

    def _field(self, type_: GraphQLCompositeType, node: FieldNode) -> Amount:
        field = self._schema.get_field(type_, node.name.value)
        if field is None:
            return FIELD
        size = (
            1
            if type_.name in _pages(self._schema)
            else self._size(type_.name, node.name.value, field, node)
        )
        weight = PAGED if "first" in field.args else FIELD
        return _sum([weight, _product(size, self._below(field, node))])

    def _fragment(self, name: str) -> Amount:
        """Return what a fragment comes to; one that leads to itself is no valid one."""
        if name not in self._known:
            self._known[name] = 0
            fragment = self._fragments.get(name)
            if fragment is not None:
                type_ = self._schema.get_type(fragment.type_condition.name.value)
                self._known[name] = self._numbered(self._selected(type_, fragment.selection_set))
        return self._known[name]

    def _numbered(self, amount: Amount) -> Amount:
        if isinstance(amount, int):
            return amount
        self.amounts.append(amount)
        number = len(self.amounts) - 1
        return lambda run: run.fragments[number]

    def _size(self, owner: str, name: str, field: GraphQLField, node: FieldNode) -> Amount:
        """Return how many there are of what a field answers."""
        if "first" in field.args:
            return self._page(field, node)
        if not is_list_type(get_nullable_type(field.type)) or owner.startswith("__"):
            return 1
        usual = LISTS.get((owner, name), USUAL_LIST)
        given = _argument(node, SIZED_BY.get((owner, name), ""))
        return self._read(given, None, lambda of: len(of) if isinstance(of, list) else usual)

    def _page(self, field: GraphQLField, node: FieldNode) -> Amount:
        first, last = (
            self._read(_argument(node, name), _default(field, name), _length) for name in PAGE
        )
        if isinstance(first, int) and isinstance(last, int):
            return last or first or USUAL
        return lambda run: _value(last, run) or _value(first, run) or USUAL

    def _kept(self, node: SelectionNode) -> Amount:
        """Return 1, or 0 for what a condition leaves out."""
        return _product(self._if(node, "include", 1), self._if(node, "skip", 0))

    def _if(self, node: SelectionNode, directive: str, kept: int) -> Amount:
        found = next((one for one in node.directives or () if one.name.value == directive), None)
        given = _argument(found, "if") if found else None
        return self._read(given, bool(kept), lambda on: kept if on else 1 - kept)

    def _read(
        self, given: ValueNode | None, default: object, told: Callable[[object], int]
    ) -> Amount:
        """Return what a value comes to, now if it is known, or else with the variables."""
        if not isinstance(given, VariableNode):
            return told(default if given is None else value_from_ast_untyped(given))
        name = given.name.value
        usual = self._usual.get(name, default)
        return lambda run: told(run.variables.get(name, usual))


def _argument(node: FieldNode | DirectiveNode, name: str) -> ValueNode | None:
    return next((one.value for one in node.arguments or () if one.name.value == name), None)


def _default(field: GraphQLField, name: str) -> object:
    return field.args[name].default_value if name in field.args else None


def _length(size: object) -> int:
    """Return how long a page is at most; one that is none is refused later."""
    return min(size, LARGEST) if isinstance(size, int) and size > 0 else 0


def _fields(
    selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], seen: set[str]
) -> Iterator[FieldNode]:
    """Yield the fields of a selection, each fragment's once: what comes twice is answered once."""
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            yield from _fields(node.selection_set, fragments, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            if spread := fragments.get(node.name.value):
                yield from _fields(spread.selection_set, fragments, seen)


@lru_cache(maxsize=4)
def _pages(schema: GraphQLSchema) -> frozenset[str]:
    """Name the types that hold a page, whose lists are as long as was asked for it."""
    objects = [one for one in schema.type_map.values() if is_object_type(one)]
    return frozenset(
        get_named_type(field.type).name
        for type_ in objects
        for field in type_.fields.values()
        if "first" in field.args and is_object_type(get_nullable_type(field.type))
    )
