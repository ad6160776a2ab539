"""Find which of the types that can stand at one place are asked the same.

Every published entry gives a type that can stand as a face. A document names few of them; of all
the others it asks what it asks of every face, and that is worked out once.
"""

from collections.abc import Iterable
from typing import Any

from graphql import (
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InlineFragmentNode,
    SelectionSetNode,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.executor import Executor


def asked_alike(
    executor: Executor[Any], type_: GraphQLAbstractType, details: list[FieldDetails]
) -> list[list[GraphQLObjectType]]:
    """Return the types that can stand at a place, those that are asked the same together."""
    named = _named(executor, (detail.node.selection_set for detail in details))
    alone: list[GraphQLObjectType] = []
    together: list[GraphQLObjectType] = []
    for possible in executor.schema.get_possible_types(type_):
        apart = possible.name in named or not _only_adds(possible, type_)
        (alone if apart else together).append(possible)
    return [*([possible] for possible in alone), *([together] if together else [])]


def _only_adds(possible: GraphQLObjectType, type_: GraphQLAbstractType) -> bool:
    """Tell whether a type has an interface, and no other, with the very fields of it."""
    if not isinstance(type_, GraphQLInterfaceType) or possible.interfaces != (type_,):
        return False
    return all(possible.fields[name] is field for name, field in type_.fields.items())


def _named(executor: Executor[Any], sets: Iterable[SelectionSetNode | None]) -> set[str]:
    """Return the types that the fragments at a place are conditional upon."""
    names: set[str] = set()
    spread: set[str] = set()
    waiting = [one for one in sets if one is not None]
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                fragment = executor.fragment_definitions[node.name.value]
                names.add(fragment.type_condition.name.value)
                waiting.append(fragment.selection_set)
            elif isinstance(node, InlineFragmentNode):
                names |= {node.type_condition.name.value} if node.type_condition else set()
                waiting.append(node.selection_set)
    return names
