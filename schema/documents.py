"""Execute a document, and say what is wrong with one without repeating a value that it holds."""

import re
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from schema.checked import seen_by
from schema.context import Context

STRUCK_OUT = "***"

_REJECTED = re.compile(r"(?<=cannot represent )[^:]*:.*", re.DOTALL)
_FOUND = re.compile(r"[,;.]? [Ff]ound:.*", re.DOTALL)
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_NAME = re.compile(r"\$?[\[A-Za-z_][A-Za-z_0-9.!\]]*|[!$&(){}:=@|\[\].]+")
_FIGURE = re.compile(r"\d{6,}")


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
        return await seen_by(schema, context).execute(
            document,
            variable_values=variables,
            context_value=context,
            operation_name=name,
            allowed_operation_types=types,
        )
    except (CannotGetOperationTypeError, InvalidOperationTypeError, MissingQueryError):
        meant = " or ".join(type_.value for type_ in types)
        return ExecutionResult(None, [GraphQLError(f"The document has no one {meant} to execute")])


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
