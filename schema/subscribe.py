"""Answer a subscription: the response body of each event, and of the refusal that ends it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import strawberry
from graphql import GraphQLError, OperationType, get_operation_ast
from strawberry.types import ExecutionResult

from hub.errors import Refusal
from hub.log import logger
from schema.checked import seen_by
from schema.context import Context
from schema.limits import read
from schema.serve import GraphqlRequest, HubFailed, event_body, refused


def is_subscription(asked: GraphqlRequest) -> bool:
    """Tell whether a request asks for a subscription; what cannot be parsed asks for none."""
    try:
        document = read(asked.query)
    except (GraphQLError, Refusal):
        return False
    operation = get_operation_ast(document, asked.operation_name)
    return operation is not None and operation.operation is OperationType.SUBSCRIPTION


async def subscribed(
    schema: strawberry.Schema, context: Context, asked: GraphqlRequest
) -> AsyncGenerator[bytes, None]:
    """Yield the response body of each event; a refusal is the last one."""
    try:
        stream = await seen_by(schema, context).subscribe(
            asked.query,
            variable_values=asked.variables,
            context_value=context,
            operation_name=asked.operation_name,
        )
        async with aclosing(stream) as results:
            async for result in results:
                yield event_body(context, _as_result(result))
    except GraphQLError as error:
        yield event_body(context, ExecutionResult(None, [error]))
    except Refusal as refusal:
        yield refused(refusal, context.call.request_id)
    except Exception as error:  # noqa: BLE001 - whatever it was, the subscriber must be told
        logger().error("subscription_failed", exc_info=error)
        yield refused(HubFailed(), context.call.request_id)


def _as_result(result: object) -> ExecutionResult:
    if isinstance(result, ExecutionResult):
        return result
    raise TypeError(type(result).__name__)
