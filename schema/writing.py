"""Compile what writes the JSON of objects found: one function for each selection, made once.

A type may bring a compiler of its own, `compile_writer`: licenses do, for most of what is written
of them is the same in all rows that were decided alike.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, cast

import orjson
from graphql import (
    GraphQLOutputType,
    GraphQLSchema,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from schema.scalars import LEAVES

NULL = "null"

Writer = Callable[[Any], str]
"""Writes the JSON of what a resolver returned."""


class Selected(NamedTuple):
    """One field asked for: its key in the answer, its name and arguments, and what is below it."""

    key: str
    name: str
    arguments: Mapping[str, Any]
    type: GraphQLOutputType
    get: Callable[[Any], Any]
    below: Mapping[str, tuple["Selected", ...]]
    """What is asked for below, by the name of each type that can stand here."""
    marks: Mapping[Any, Any]
    """What the schema says of the field for those who compile it."""


Below = Mapping[str, tuple[Selected, ...]]
"""What is asked for below a field, by the name of each type that can stand there."""


class UnexpectedNullError(RuntimeError):
    """A resolver returned nothing for a field that always has a value: a bug."""


def compile_writer(schema: GraphQLSchema, type_: GraphQLOutputType, below: Below) -> Writer:
    """Compile the function that writes what a resolver returned."""
    if is_non_null_type(type_):
        return partial(_demanded, _compile(schema, type_.of_type, below))
    return partial(_optional, _compile(schema, type_, below))


def label(selected: Selected) -> str:
    """Return the key of a field as it stands in the answer."""
    return orjson.dumps(selected.key).decode() + ":"


def _compile(schema: GraphQLSchema, type_: GraphQLOutputType, below: Below) -> Writer:
    if is_list_type(type_):
        return partial(_listed, compile_writer(schema, type_.of_type, below))
    if is_leaf_type(type_):
        return LEAVES.get(type_.name) or partial(_leaf, type_.serialize)
    apart = {id(selected): (name, selected) for name, selected in below.items()}
    compiled = {place: _of_type(schema, *one) for place, one in apart.items()}
    if len(compiled) == 1:
        return next(iter(compiled.values()))
    return partial(_any_object, {name: compiled[id(one)] for name, one in below.items()})


def _of_type(schema: GraphQLSchema, name: str, selected: tuple[Selected, ...]) -> Writer:
    definition = schema.type_map[name].extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    compiler = getattr(getattr(definition, "origin", None), "compile_writer", _plain_writer)
    return cast("Writer", compiler(schema, selected))


def _plain_writer(schema: GraphQLSchema, selected: tuple[Selected, ...]) -> Writer:
    parts = [(label(one), one.get, compile_writer(schema, one.type, one.below)) for one in selected]
    return partial(_object, parts)


def _optional(write: Writer, value: object) -> str:
    return NULL if value is None else write(value)


def _demanded(write: Writer, value: object) -> str:
    if value is None:
        raise UnexpectedNullError
    return write(value)


def _listed(write: Writer, values: list[Any]) -> str:
    return "[" + ",".join([write(value) for value in values]) + "]"


def _leaf(serialize: Callable[[Any], Any], value: object) -> str:
    return orjson.dumps(serialize(value)).decode()


def _object(parts: list[tuple[str, Callable[[Any], Any], Writer]], source: object) -> str:
    return "{" + ",".join([key + write(get(source)) for key, get, write in parts]) + "}"


def _any_object(writers: Mapping[str, Writer], source: object) -> str:
    return writers[type(source).__name__](source)
