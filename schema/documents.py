"""Read documents, each once: parsed and validated, with its operations ready to be executed."""

from typing import Any, Final

from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
)
from strawberry.schema.schema import validate_document
from strawberry.types import ExecutionResult

from hub.errors import Kind, Refusal
from hub.identity.bounded import Bounded
from schema.context import Context
from schema.executor import PlanningExecutor
from schema.faults import reason
from schema.operation import Operation

MOST_TOKENS: Final = 5_000
"""How long a document may be: parsing stops there, so that nobody is kept waiting by it."""

DOCUMENTS_HELD: Final = 1_000
LONGEST_HELD: Final = 64 * 1024
"""A longer text is read anew each time, so that what is held stays small."""

EXECUTED: Final = (OperationType.QUERY, OperationType.MUTATION)


class OperationNameNeeded(Refusal):
    """A document of several operations says not which of them is meant."""

    kind = Kind.INVALID
    zh = "文档含多个操作，请用 operationName 指明要执行的一个"
    en = "The document holds several operations; name the one that is meant as operationName"


class Document:
    """A document: what is wrong with it, or its operations."""

    def __init__(self, errors: list[GraphQLError], operations: list[Operation]) -> None:
        """Take what was found in a text."""
        self.errors = errors
        self._operations = operations

    def operation(self, name: str | None, types: tuple[OperationType, ...]) -> Operation | None:
        """Return the one operation that is meant, if it is of one of the types.

        Raises: OperationNameNeeded.
        """
        if name is None and len(self._operations) > 1:
            raise OperationNameNeeded
        meant = (one for one in self._operations if name in (None, one.name))
        found = next(meant, None)
        return found if found is not None and found.node.operation in types else None


class Documents:
    """The documents asked for lately under one schema."""

    def __init__(self, schema: GraphQLSchema, executor: type[PlanningExecutor]) -> None:
        """Start with none."""
        self._schema = schema
        self._executor = executor
        self._held: Bounded[str, Document] = Bounded(DOCUMENTS_HELD)

    def read(self, text: str) -> Document:
        """Return the document that a text is."""
        held = self._held.get(text)
        if held is None:
            held = self._read(text)
            if len(text) <= LONGEST_HELD:
                self._held.put(text, held)
        return held

    def _read(self, text: str) -> Document:
        try:
            parsed = parse(text, max_tokens=MOST_TOKENS)
        except GraphQLError as error:
            return Document([error], [])
        if errors := validate_document(self._schema, parsed, tuple(specified_rules)):
            return Document(errors, [])
        operations = [
            Operation(self._schema, self._executor, parsed, node)
            for node in parsed.definitions
            if isinstance(node, OperationDefinitionNode)
        ]
        return Document([], operations)


def problems(documents: Documents, text: str) -> list[str]:
    """Return what is wrong with a document by itself, whatever it is asked with."""
    return [reason(error) for error in documents.read(text).errors]


async def execute(
    documents: Documents,
    context: Context,
    text: str,
    variables: dict[str, Any] | None,
    *,
    name: str | None = None,
    types: tuple[OperationType, ...] = EXECUTED,
) -> ExecutionResult:
    """Execute a document; one without the one operation that is meant has an error like others."""
    context.documents, document = documents, documents.read(text)
    if document.errors:
        return ExecutionResult(None, list(document.errors))
    try:
        operation = document.operation(name, types)
    except OperationNameNeeded as needed:
        return ExecutionResult(None, [GraphQLError(needed.code, original_error=needed)])
    if operation is None:
        meant = " or ".join(type_.value for type_ in types)
        return ExecutionResult(None, [GraphQLError(f"The document has no one {meant} to execute")])
    return await operation.run(context, variables)
