"""Execute a document, and say what is wrong with one without repeating a value that it holds."""

import re
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from hub.errors import Refusal
from schema.context import Context

STRUCK_OUT = "***"

_INTROSPECTS = re.compile(r"__(?:schema|type)\b")
_UNKNOWN = re.compile("Unknown type |Cannot query field ")
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
    """Execute a document; one without the one operation that is meant has an error like others.

    One that does not fit the schema may fit what was published meanwhile, perhaps by another
    worker, and one that asks for the schema itself wants that of now.
    """

    async def executed(by: strawberry.Schema) -> ExecutionResult:
        return await by.execute(
            document,
            variable_values=variables,
            context_value=context,
            operation_name=name,
            allowed_operation_types=types,
        )

    try:
        if _INTROSPECTS.search(document):
            return await executed(await context.newest(schema))
        result = await executed(schema)
        if not _misfits(result):
            return result
        newest = await context.newest(schema)
        return result if newest is schema else await executed(newest)
    except (CannotGetOperationTypeError, InvalidOperationTypeError, MissingQueryError):
        meant = " or ".join(type_.value for type_ in types)
        return ExecutionResult(None, [GraphQLError(f"The document has no one {meant} to execute")])
    except Refusal as refusal:
        return ExecutionResult(None, [GraphQLError(refusal.code, original_error=refusal)])


def _misfits(result: ExecutionResult) -> bool:
    """Tell whether a document was not executed for naming what the schema has not."""
    errors = (result.errors or ()) if isinstance(result, PreExecutionError) else ()
    return any(_UNKNOWN.match(error.message) for error in errors)


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
