"""Everything in the contract says what it is, in English and in Chinese."""

import re
from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
    is_specified_scalar_type,
)

from schema.root import printed

LIBRARY = {"Date", "JSON"}
"""Scalars that the library describes itself."""

ENGLISH, CHINESE = re.compile("[A-Za-z]{2}"), re.compile("[\u4e00-\u9fff]")
BUILT = build_schema(printed())


def own_types() -> list[GraphQLNamedType]:
    """Return the types that the hub names."""
    return [
        type_
        for name, type_ in BUILT.type_map.items()
        if not (name.startswith("__") or name in LIBRARY or is_specified_scalar_type(type_))
    ]


def described() -> Iterator[tuple[str, str | None]]:
    """Return every type, field, input field and argument with its description."""
    for type_ in own_types():
        yield type_.name, type_.description
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field.description
                for argument, taken in field.args.items():
                    yield f"{type_.name}.{name}({argument})", taken.description
        if isinstance(type_, GraphQLInputObjectType):
            for name, part in type_.fields.items():
                yield f"{type_.name}.{name}", part.description


def bilingual(description: str | None) -> bool:
    """Tell whether a description is there in both languages."""
    said = description or ""
    return " · " in said and bool(ENGLISH.search(said) and CHINESE.search(said))


def test_everything_is_described_in_two_languages() -> None:
    everything = dict(described())
    assert len(everything) > 400
    assert [name for name, said in everything.items() if not bilingual(said)] == []


def test_there_are_enums_and_inputs_among_it() -> None:
    kinds = [type(type_) for type_ in own_types()]
    assert kinds.count(GraphQLEnumType) > 25
    assert kinds.count(GraphQLInputObjectType) >= 20
