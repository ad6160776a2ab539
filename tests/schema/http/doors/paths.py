"""Every place of the built schema, and of the routes beside it, where a caller names something."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
)

from schema.root import build_schema

LOCATING = {"ID", "String", "Int", "JSON", "_Any"}
"""Scalars by which a thing can be named; a date, a number of money or a yes names nothing."""


class Path(NamedTuple):
    """Where something is named: a field, its argument, and the way into the argument's input."""

    type: str
    field: str
    argument: str
    scalar: str
    input_type: str

    @property
    def text(self) -> str:
        """Return the path as the tables write it."""
        return f"{self.type}.{self.field}({self.argument})"


def paths() -> dict[str, Path]:
    """Return every place where something is named, by its text."""
    return {path.text: path for path in _walk(build_schema()._schema)}  # noqa: SLF001 - see root


def _walk(schema: GraphQLSchema) -> Iterator[Path]:
    for kind in schema.type_map.values():
        if not isinstance(kind, GraphQLObjectType) or kind.name.startswith("__"):
            continue
        for field, told in kind.fields.items():
            for name, argument in told.args.items():
                outer = get_named_type(argument.type).name
                for place, scalar in _into(argument.type, name):
                    yield Path(kind.name, field, place, scalar, outer)


def _into(kind: GraphQLInputType, place: str) -> Iterator[tuple[str, str]]:
    """Yield the places within an input, and the scalar that stands at each."""
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        for key, field in named.fields.items():
            yield from _into(field.type, f"{place}.{key}")
    elif isinstance(named, GraphQLScalarType) and named.name in LOCATING:
        yield place, named.name


def matching(pattern: str, known: dict[str, Path]) -> set[str]:
    """Return the paths that a pattern names; `*` alone is special, for brackets are literal."""
    return {text for text in known if fnmatchcase(text, pattern.replace("[", "[[]"))}
