"""What of a document matters where it is asked for by an address (GET)."""

from functools import lru_cache
from typing import Final, NamedTuple

from graphql import SKIP, ArgumentNode, OperationType, Visitor, get_operation_ast, parse, visit

DOCUMENTS_HELD: Final = 512


class Addressed(NamedTuple):
    """Whether the operation that is meant changes anything, and whether a purpose is a variable."""

    changes: bool
    purpose_varies: bool


@lru_cache(DOCUMENTS_HELD)
def addressed(text: str, operation_name: str | None) -> Addressed:
    """Look into a document that was found valid when it was registered."""
    document = parse(text, no_location=True)
    operation = get_operation_ast(document, operation_name)
    looking = _PurposeVariables()
    visit(document, looking)
    changes = operation is not None and operation.operation is OperationType.MUTATION
    return Addressed(changes, looking.found)


class _PurposeVariables(Visitor):
    """Looks for a variable in whatever is given as a purpose."""

    found = False

    def enter_argument(self, node: ArgumentNode, *_place: object) -> object:
        """Look into purposes, and into no other argument."""
        return None if node.name.value == "purpose" else SKIP

    def enter_variable_definition(self, *_place: object) -> object:
        """Pass by what only declares a variable."""
        return SKIP

    def enter_variable(self, *_place: object) -> None:
        """Note that there is one."""
        self.found = True
