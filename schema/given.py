"""Take what a request gives, variables and arguments, by what was compiled of its operation once.

The GraphQL core reads their definitions anew for each request. Scalars that are all given go a
shorter way here; whatever else comes takes the core's, which also tells what is wrong.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInputType,
    GraphQLSchema,
    Node,
    Undefined,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    is_non_null_type,
    is_scalar_type,
    visit,
)
from graphql.execution.get_variable_signature import (
    GraphQLVariableSignature,
    get_variable_signature,
)
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_argument_values,
    get_variable_values,
)
from graphql.utilities import coerce_input_value
from strawberry.types.arguments import StrawberryArgument

from schema.plan import backing, converted, converter_of

MOST_ERRORS = 50

Arguments = Callable[[VariableValues], Mapping[str, Any]]
"""Makes the arguments of a field, as its resolver takes them."""


class Variables:
    """The variables that an operation defines."""

    def __init__(self, schema: GraphQLSchema, nodes: Iterable[VariableDefinitionNode]) -> None:
        """Take their definitions."""
        self._schema = schema
        self._nodes = tuple(nodes)
        signatures = [get_variable_signature(schema, node) for node in self._nodes]
        self._scalars = [
            one
            for one in signatures
            if isinstance(one, GraphQLVariableSignature) and _is_scalar(one.type)
        ]
        self._all_scalars = len(self._scalars) == len(signatures)

    def taken(self, given: dict[str, Any]) -> VariableValues | list[GraphQLError]:
        """Return the values that are given, or what is wrong with them."""
        return self._scalars_of(given) or get_variable_values(
            self._schema, self._nodes, given, MOST_ERRORS, hide_suggestions=True
        )

    def _scalars_of(self, given: dict[str, Any]) -> VariableValues | None:
        """Return the values if they all are scalars, given, and right."""
        values = VariableValues({}, {})
        if not self._all_scalars:
            return None
        for one in self._scalars:
            value = given.get(one.name)
            taken = Undefined if value is None else coerce_input_value(value, one.type)
            if taken is Undefined:
                return None
            values.sources[one.name] = VariableValueSource(one, value)
            values.coerced[one.name] = taken
        return values


def compile_arguments(
    schema: GraphQLSchema,
    definition: GraphQLField,
    node: FieldNode,
    sample: VariableValues,
) -> Arguments:
    """Return what makes the arguments of a field; what is in no variable is made once."""
    field = backing(definition)

    def made(given: VariableValues) -> dict[str, Any]:
        return converted(schema, field, get_argument_values(definition, node, given))

    named = {one.name.value: one.value for one in node.arguments or ()}
    varying = {name for name, value in named.items() if any(variables_in([value]))}
    name_of = converter_of(schema).config.name_converter.from_argument
    direct = {
        argument.python_name: value.name.value
        for argument in field.arguments
        if isinstance(value := named.get(name_of(argument)), VariableNode)
        and _is_passed_on(argument, definition.args[name_of(argument)].type)
    }
    if len(direct) < len(varying):
        return made
    constant = {name: value for name, value in made(sample).items() if name not in direct}

    def put(given: VariableValues) -> Mapping[str, Any]:
        values = given.coerced
        if all(values.get(variable) is not None for variable in direct.values()):
            return constant | {name: values[variable] for name, variable in direct.items()}
        return made(given)

    return put if direct else lambda _given: constant


def _is_passed_on(argument: StrawberryArgument, type_: GraphQLInputType) -> bool:
    """Tell whether a resolver takes the value as the core gives it."""
    return _is_scalar(type_) and not argument.is_maybe


def _is_scalar(type_: GraphQLInputType) -> bool:
    return is_scalar_type(type_.of_type if is_non_null_type(type_) else type_)


def variables_in(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the names of the variables in some nodes."""
    for node in nodes:
        finder = _Finder()
        visit(node, finder)
        yield from finder.found


class _Finder(Visitor):
    """Finds variables."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.found: list[str] = []

    def enter_variable(self, node: VariableNode, *_args: object) -> None:
        """Note one."""
        self.found.append(node.name.value)
