"""Turn the selection below a planned field into plain data, and compile the shape of its answer.

What a planned field returns is not walked by the GraphQL core: the selection is resolved once
(aliases, fragments, `@skip` and `@include` included), and compiled into one function that makes
the answer's data of the objects found.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple, cast

from graphql import (
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.executor import Executor
from graphql.execution.values import get_argument_values
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from schema.alike import asked_alike
from schema.scalars import LEAVES

Shape = Callable[[Any], Any]


class Selected(NamedTuple):
    """One field asked for: its key in the answer, its name and arguments, and what is below it."""

    key: str
    name: str
    arguments: Mapping[str, Any]
    type: GraphQLOutputType
    get: Callable[[Any], Any]
    below: Mapping[str, tuple["Selected", ...]]
    """What is asked for below, by the name of each type that can stand here."""


Below = Mapping[str, tuple[Selected, ...]]
"""What is asked for below a field, by the name of each type that can stand there."""


class UnexpectedNullError(RuntimeError):
    """A resolver returned nothing for a field that always has a value: a bug."""


def select_below(
    executor: Executor[Any], type_: GraphQLOutputType, details: list[FieldDetails]
) -> dict[str, tuple[Selected, ...]]:
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
            yield Selected(key, name, {}, definition.type, told, below)
            continue
        given = get_argument_values(definition, nodes[0].node, executor.variable_values)
        arguments = _converted(executor, field, given)
        getter = _getter(field, arguments)
        yield Selected(key, field.python_name, arguments, definition.type, getter, below)


def _converted(
    executor: Executor[Any], field: StrawberryField, given: dict[str, Any]
) -> dict[str, Any]:
    converter = executor.schema.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].schema_converter
    return convert_arguments(given, field.arguments, converter.scalar_registry, converter.config)


def _getter(field: StrawberryField, arguments: Mapping[str, Any]) -> Callable[[Any], Any]:
    if field.base_resolver is None:
        return attrgetter(field.python_name)
    method = cast("Callable[..., object]", field.base_resolver.wrapped_func)
    return partial(_call, method, arguments)


def _constant(value: str, _source: object) -> str:
    return value


def _class_name(source: object) -> str:
    """Return the name of the type: where several can stand, classes are named as their types."""
    return type(source).__name__


def _call(method: Callable[..., object], arguments: Mapping[str, Any], source: object) -> object:
    return method(source, **arguments)


def compile_shape(type_: GraphQLOutputType, below: Below) -> Shape:
    """Compile the function that makes the answer's data of what a resolver returned."""
    if is_non_null_type(type_):
        return partial(_demanded, _compile(type_, below))
    return partial(_optional, _compile(type_, below))


def _compile(type_: GraphQLOutputType, below: Below) -> Shape:
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if is_list_type(inner):
        return partial(_listed, compile_shape(inner.of_type, below))
    if is_leaf_type(inner):
        return LEAVES.get(inner.name, inner.serialize)
    alike = {id(children): children for children in below.values()}
    compiled = {
        place: [(one.key, one.get, compile_shape(one.type, one.below)) for one in children]
        for place, children in alike.items()
    }
    shapes = {name: compiled[id(children)] for name, children in below.items()}
    if len(shapes) == 1:
        return partial(_object, next(iter(shapes.values())))
    return partial(_any_object, shapes)


def _optional(shape: Shape, value: object) -> object:
    return None if value is None else shape(value)


def _demanded(shape: Shape, value: object) -> object:
    if value is None:
        raise UnexpectedNullError
    return shape(value)


def _listed(shape: Shape, values: list[Any]) -> list[Any]:
    return [shape(value) for value in values]


def _object(parts: list[tuple[str, Shape, Shape]], source: object) -> dict[str, Any]:
    return {key: shape(get(source)) for key, get, shape in parts}


def _any_object(
    shapes: Mapping[str, list[tuple[str, Shape, Shape]]], source: object
) -> dict[str, Any]:
    return _object(shapes[type(source).__name__], source)
