"""Read documents, each once: parsed and validated, with its operations ready to be executed."""

import re
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from strawberry.types import ExecutionResult

from hub.errors import Kind, Refusal
from hub.identity.bounded import Bounded
from schema import limits
from schema.audience import Audience
from schema.charging import charge
from schema.context import Context
from schema.executor import PlanningExecutor
from schema.faults import reason
from schema.limits import CHARACTERS
from schema.operation import Operation
from schema.turns import Turns
from schema.validation import bare, mistakes

if TYPE_CHECKING:
    from schema.root import HubSchema

HELD = 300_000
"""How many characters of documents are held; what is held of a short one weighs more than it."""
OF_EACH = 400

EXECUTED: Final = (OperationType.QUERY, OperationType.MUTATION)

_INTROSPECTS = re.compile(r"__(?:schema|type)\b")
_UNKNOWN = re.compile("Unknown type |Cannot query field ")


class OperationNameNeeded(Refusal):
    """A document of several operations says not which of them is meant."""

    kind = Kind.INVALID
    zh = "文档含多个操作，请用 operationName 指明要执行的一个"
    en = "The document holds several operations; name the one that is meant as operationName"


class Document:
    """A document: what is wrong with it, or its operations."""

    def __init__(self, text: str, errors: list[GraphQLError], operations: list[Operation]) -> None:
        """Take what was found in a text."""
        self.errors = errors
        self.asks_for_now = bool(_INTROSPECTS.search(text)) or any(
            _UNKNOWN.match(error.message) for error in errors
        )
        """Whether the schema of this moment is wanted: for itself, or for what is new in it."""
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
    """The documents that one audience asked for lately under one schema."""

    def __init__(
        self, schema: GraphQLSchema, executor: type[PlanningExecutor], audience: Audience
    ) -> None:
        """Start with none."""
        self._schema = schema
        self._executor = executor
        self._audience = audience
        self._held: Bounded[str, Document] = Bounded(HELD, lambda text: len(text) + OF_EACH)

    async def read(self, text: str, turns: Turns) -> Document:
        """Return the document that a text is; one that is new is read in turns with all else."""
        held = self._held.get(text)
        return await turns.take(self._read_once, text) if held is None else held

    def _read_once(self, text: str) -> Document:
        """Return the document that a text is, which may have been read while this waited."""
        held = self._held.get(text)
        document = self._read(text) if held is None else held
        if len(text) <= CHARACTERS.most:
            self._held.put(text, document)
        return document

    def _read(self, text: str) -> Document:
        """Parse and validate a text within the limits; what is refused is told like mistakes."""
        try:
            parsed = limits.read(text)
            errors = mistakes(self._schema, parsed, self._audience)
        except GraphQLError as error:
            return Document(text, [bare(error)], [])
        except Refusal as refusal:
            told = refusal.with_traceback(None)  # whose frames hold all that was parsed
            told.__context__ = None
            return Document(text, [GraphQLError(refusal.message_en, original_error=told)], [])
        if errors:
            return Document(text, errors, [])
        operations = [
            Operation(self._schema, self._executor, parsed, node)
            for node in parsed.definitions
            if isinstance(node, OperationDefinitionNode)
        ]
        return Document(text, [], operations)


async def problems(schema: "HubSchema", text: str, turns: Turns) -> list[str]:
    """Return what is wrong with a document by itself, whatever it is asked with."""
    document = await schema.documents.read(text, turns)
    return [reason(error) for error in document.errors]


async def execute(
    schema: "HubSchema",
    context: Context,
    text: str,
    variables: dict[str, Any] | None,
    *,
    name: str | None = None,
    types: tuple[OperationType, ...] = EXECUTED,
) -> ExecutionResult:
    """Execute a document; one without the one operation that is meant has an error like others.

    One that does not fit the schema may fit what was published meanwhile, perhaps by another
    worker, and one that asks for the schema itself wants that of now.
    """
    turns = context.parts.turns
    try:
        limits.check_variables(variables)
        document = await schema.documents.read(text, turns)
        if document.asks_for_now:
            schema = await context.newest(schema)
            document = await schema.documents.read(text, turns)
        if document.errors:
            return ExecutionResult(None, list(document.errors))
        operation = document.operation(name, types)
        if operation is None:
            meant = " or ".join(type_.value for type_ in types)
            told = f"The document has no one {meant} to execute"
            return ExecutionResult(None, [GraphQLError(told)])
        await charge(context, operation.price(variables))
    except Refusal as refusal:
        return ExecutionResult(None, [GraphQLError(refusal.message_en, original_error=refusal)])
    context.schema = schema
    return await operation.run(context, variables)
