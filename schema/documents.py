"""Execute a document, and say what is wrong with one without repeating a value that it holds."""

import re
from collections.abc import Iterator
from typing import Any

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    parse,
    specified_rules,
)
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import validate_document
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from hub.errors import Kind, Refusal
from schema.context import Context

STRUCK_OUT = "***"
MOST_TOKENS = 5_000
"""How long a document may be: parsing stops there, so that nobody is kept waiting by it."""

_REJECTED = re.compile(r"(?<=cannot represent )[^:]*:.*", re.DOTALL)
_FOUND = re.compile(r"[,;.]? [Ff]ound:.*", re.DOTALL)
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_NAME = re.compile(r"\$?[\[A-Za-z_][A-Za-z_0-9.!\]]*|[!$&(){}:=@|\[\].]+")
_FIGURE = re.compile(r"\d{6,}")


class OperationNameNeeded(Refusal):
    """A document of several operations says not which of them is meant."""

    kind = Kind.INVALID
    zh = "文档含多个操作，请用 operationName 指明要执行的一个"
    en = "The document holds several operations; name the one that is meant as operationName"


def check_operation_named(document: DocumentNode, name: str | None) -> None:
    """Let a document pass that has one operation, or whose operation is named.

    Raises: OperationNameNeeded.
    """
    kinds = [isinstance(one, OperationDefinitionNode) for one in document.definitions]
    if name is None and sum(kinds) > 1:
        raise OperationNameNeeded


class OneOperation(SchemaExtension):
    """Refuses to guess which of several operations is meant."""

    def on_parse(self) -> Iterator[None]:
        """Look once the document is parsed.

        Raises: OperationNameNeeded.
        """
        yield
        context = self.execution_context
        if context.graphql_document is not None:
            named = context._provided_operation_name  # noqa: SLF001 - the property guesses the first
            check_operation_named(context.graphql_document, named)


async def execute(
    schema: strawberry.Schema,
    context: Context,
    document: str,
    variables: dict[str, Any] | None,
    *,
    name: str | None = None,
    types: tuple[OperationType, ...] = (OperationType.QUERY, OperationType.MUTATION),
) -> ExecutionResult:
    """Execute a document; one without the one operation that is meant has an error like others."""
    try:
        return await schema.execute(
            document,
            variable_values=variables,
            context_value=context,
            operation_name=name,
            allowed_operation_types=types,
        )
    except (CannotGetOperationTypeError, InvalidOperationTypeError, MissingQueryError):
        meant = " or ".join(type_.value for type_ in types)
        return ExecutionResult(None, [GraphQLError(f"The document has no one {meant} to execute")])


def problems(schema: strawberry.Schema, text: str) -> list[str]:
    """Return what is wrong with a document by itself, whatever it is asked with."""
    try:
        document = parse(text, max_tokens=MOST_TOKENS)
    except GraphQLError as error:
        return [reason(error)]
    found = validate_document(schema._schema, document, tuple(specified_rules))  # noqa: SLF001 - see root
    return [reason(error) for error in found]


def reason(error: GraphQLError) -> str:
    """Return what is wrong with a document, and where, without repeating values that it holds."""
    where = error.locations[0] if error.locations else None
    at = f" ({where.line}:{where.column})" if where else ""
    return _without_values(error.message) + at


def _without_values(message: str) -> str:
    """Leave out a value that is shown whole; of what is quoted, keep names and signs alone."""
    said = _FOUND.sub("", _REJECTED.sub("the value given", message))
    return _FIGURE.sub(STRUCK_OUT, _QUOTED.sub(_named, said))


def _named(quoted: re.Match[str]) -> str:
    return quoted[0] if _NAME.fullmatch(quoted[0][1:-1]) else STRUCK_OUT
