"""Turn the selection below a planned field into plain data, and compile what writes its answer.

What a planned field returns is not walked by the GraphQL core: the selection is resolved once
(aliases, fragments, `@skip` and `@include` included), and compiled into one function that writes
the JSON of the objects found.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import Any, cast

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.executor import Executor
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from schema.alike import asked_alike
from schema.writing import Below, Selected, Writer, compile_writer


@dataclass(frozen=True)
class Plan:
    """What is selected below a planned field, and what writes the answer."""

    below: Below
    write: Writer
    once: dict[Hashable, Any] = field(default_factory=dict)
    """What those who read for the field have worked out of the selection."""


class Compiler:
    """Keeps the plans of the planned fields of one operation, by where they stand in it."""

    def __init__(self) -> None:
        """Start with none."""
        self._plans: dict[tuple[str, ...], Plan] = {}

    def plan(
        self,
        executor: Executor[Any],
        type_: GraphQLOutputType,
        details: list[FieldDetails],
        path: Path,
    ) -> Plan:
        """Return the plan of a field."""
        place = tuple(_steps(path))
        plan = self._plans.get(place)
        if plan is None:
            below = select_below(executor, type_, details)
            plan = self._plans[place] = Plan(below, compile_writer(executor.schema, type_, below))
        return plan


def _steps(path: Path | None) -> Iterator[str]:
    """Yield the types and keys of a path, without the places in lists."""
    while path is not None:
        if path.typename is not None:
            yield f"{path.typename}.{path.key}"
        path = path.prev


def backing(field: GraphQLField) -> StrawberryField:
    """Return the field of ours that a field of the GraphQL core stands for."""
    return cast("StrawberryField", field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF])


def converter_of(schema: GraphQLSchema) -> GraphQLCoreConverter:
    """Return what made the schema of our types."""
    return cast(
        "GraphQLCoreConverter",
        schema.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].schema_converter,
    )


def converted(
    schema: GraphQLSchema, field: StrawberryField, given: dict[str, Any]
) -> dict[str, Any]:
    """Return arguments as a resolver takes them."""
    converter = converter_of(schema)
    return convert_arguments(given, field.arguments, converter.scalar_registry, converter.config)


def select_below(
    executor: Executor[Any], type_: GraphQLOutputType, details: list[FieldDetails]
) -> Below:
    """Return what is asked for below a field, by the name of each type that can stand there."""
    named = get_named_type(type_)
    if is_object_type(named):
        return {named.name: tuple(_select(executor, named, details, named.name))}
    selected: dict[str, tuple[Selected, ...]] = {}
    for alike in asked_alike(executor, named, details) if is_abstract_type(named) else ():
        name = alike[0].name if len(alike) == 1 else None
        below = tuple(_select(executor, alike[0], details, name))
        selected |= {possible.name: below for possible in alike}
    return selected


def _select(
    executor: Executor[Any],
    parent: GraphQLObjectType,
    details: list[FieldDetails],
    type_name: str | None,
) -> Iterator[Selected]:
    collected = executor.collect_subfields(parent, details)
    for key, nodes in collected.grouped_field_set.items():
        name = nodes[0].node.name.value
        definition = executor.schema.get_field(parent, name)
        if definition is None:
            continue
        below = select_below(executor, definition.type, nodes)
        field = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if not isinstance(field, StrawberryField):  # __typename
            told = partial(_constant, type_name) if type_name else _class_name
            yield Selected(key, name, {}, definition.type, told, below, {"alike": True})
            continue
        given = get_argument_values(definition, nodes[0].node, executor.variable_values)
        arguments = converted(executor.schema, field, given)
        getter = _getter(field, arguments)
        name, metadata = field.python_name, field.metadata
        yield Selected(key, name, arguments, definition.type, getter, below, metadata)


def _getter(field: StrawberryField, arguments: Mapping[str, Any]) -> Callable[[Any], Any]:
    if field.base_resolver is None:
        return attrgetter(field.python_name)
    method = cast("Callable[..., object]", field.base_resolver.wrapped_func)
    return partial(_call, method, arguments) if arguments else method


def _constant(value: str, _source: object) -> str:
    return value


def _class_name(source: object) -> str:
    """Return the name of the type: where several can stand, classes are named as their types."""
    return type(source).__name__


def _call(method: Callable[..., object], arguments: Mapping[str, Any], source: object) -> object:
    return method(source, **arguments)
