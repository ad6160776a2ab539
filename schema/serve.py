"""Answer one GraphQL request: execute, record what was seen, and only then give the bytes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import orjson
from graphql import GraphQLError
from strawberry.types import ExecutionResult

from hub.errors import Kind, Refusal
from hub.log import logger
from schema.context import Context
from schema.documents import execute
from schema.faults import reason
from schema.weights import UNPRICED

if TYPE_CHECKING:
    from schema.root import HubSchema


class DocumentInvalid(Refusal):
    """The document cannot be parsed, or does not fit the schema."""

    kind = Kind.INVALID
    zh = "GraphQL 请求无效：{reason}"
    en = "The GraphQL request is not valid: {reason}"


class HubFailed(Refusal):
    """A bug or an outage of the hub; its details stay in the hub's own log."""

    kind = Kind.UNAVAILABLE
    zh = "系统内部错误，请凭请求编号联系省大数据中心"
    en = "The hub failed; ask the data center, naming the request id"


class GraphqlRequest(msgspec.Struct, frozen=True):
    """The body of a request."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = msgspec.field(default=None, name="operationName")
    extensions: dict[str, Any] | None = None


class Answered(NamedTuple):
    """The body of a response, and why the document was not executed at all, if it was not."""

    body: bytes
    unexecuted: Refusal | None = None


async def answer(schema: "HubSchema", context: Context, asked: GraphqlRequest) -> Answered:
    """Return the response body; nothing of it exists before its usage event is committed.

    Raises: CostTooHigh, TooManyRequests.
    """
    call = context.call
    result = await execute(schema, context, asked.query, asked.variables, name=asked.operation_name)
    if context.over is not None:
        raise context.over
    if context.charge is None:  # it was not valid, and finding that out was work too
        await context.parts.rates.take(call.caller, UNPRICED)
    errors = list(_errors(result))
    outcome = errors[0].code if errors else "ANSWERED"
    try:
        await call.close(",".join(context.operations), outcome, left=_left(result))
    except Refusal as refusal:
        return Answered(_body(context, None, [_told(refusal, context)]))
    located = [
        _told(refusal, context) | _place(error)
        for refusal, error in zip(errors, result.errors or (), strict=True)
    ]
    if is_executed(result):
        cost = None if context.charge is None else context.charge.told(context.answered)
        return Answered(_body(context, result.data, located, cost))
    return Answered(_unexecuted(context, located), errors[0])


def is_executed(result: ExecutionResult) -> bool:
    """Tell whether anything was executed: an error of a field has a path, of a document none."""
    return result.data is not None or any(error.path for error in result.errors or ())


def event_body(context: Context, result: ExecutionResult) -> bytes:
    """Return the body of one event of a subscription."""
    located = [
        _told(refusal, context) | _place(error)
        for refusal, error in zip(_errors(result), result.errors or (), strict=True)
    ]
    if is_executed(result):
        return _body(context, result.data, located)
    return _unexecuted(context, located)


def refused(refusal: Refusal, request_id: str) -> bytes:
    """Return the response body of a request that was refused before it was executed."""
    return orjson.dumps(
        {"errors": [told(refusal, request_id)], "extensions": {"requestId": request_id}}
    )


def told(refusal: Refusal, request_id: str) -> dict[str, Any]:
    """Return a refusal as GraphQL errors tell it."""
    extensions = {
        "code": refusal.code,
        "kind": refusal.kind.value,
        "messageZh": refusal.message_zh,
        "messageEn": refusal.message_en,
        "requestId": request_id,
    }
    if refusal.remedy is not None:
        extensions["remedy"] = refusal.remedy
    message = f"{refusal.message_en} / {refusal.message_zh}"
    return {"message": message, "extensions": extensions}


def _told(refusal: Refusal, context: Context) -> dict[str, Any]:
    return told(refusal, context.call.request_id)


def _left(result: ExecutionResult) -> bool:
    """Tell whether anything was answered: a field that was refused is null."""
    return any(value is not None for value in (result.data or {}).values())


def _errors(result: ExecutionResult) -> Iterable[Refusal]:
    for error in result.errors or ():
        cause = error.original_error
        if isinstance(cause, Refusal):
            yield cause
        elif cause is None or isinstance(cause, GraphQLError):
            yield DocumentInvalid(reason=reason(error))
        else:
            logger().error("request_failed", exc_info=cause)
            yield HubFailed()


def _place(error: GraphQLError) -> dict[str, Any]:
    told_of: dict[str, Any] = {}
    if error.locations:
        told_of["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        told_of["path"] = error.path
    return told_of


def _body(
    context: Context,
    data: object,
    errors: list[dict[str, Any]],
    cost: dict[str, float] | None = None,
) -> bytes:
    body: dict[str, Any] = {"data": data}
    if errors:
        body["errors"] = errors
    body["extensions"] = {"requestId": context.call.request_id}
    if cost is not None:
        body["extensions"]["cost"] = cost
    return orjson.dumps(body)


def _unexecuted(context: Context, errors: list[dict[str, Any]]) -> bytes:
    """Return the body of what was not executed, which has no data at all, not even null."""
    return orjson.dumps({"errors": errors, "extensions": {"requestId": context.call.request_id}})
