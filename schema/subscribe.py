"""Answer a subscription: the response body of each event, and of the refusal that ends it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final, cast

from graphql import OperationType
from strawberry.types import ExecutionResult

from hub.errors import Refusal
from hub.log import logger
from schema.charging import charge
from schema.context import Context
from schema.documents import OperationNameNeeded
from schema.operation import Operation
from schema.root import HubSchema
from schema.serve import GraphqlRequest, HubFailed, event_body, refused
from schema.turns import Turns

FOLLOWED: Final = (OperationType.SUBSCRIPTION,)


async def is_subscription(schema: HubSchema, asked: GraphqlRequest, turns: Turns) -> bool:
    """Tell whether a request asks for a subscription; what cannot be executed asks for none."""
    try:
        document = await schema.documents.read(asked.query, turns)
        return document.operation(asked.operation_name, FOLLOWED) is not None
    except OperationNameNeeded:
        return False


async def subscribed(
    schema: HubSchema, context: Context, asked: GraphqlRequest
) -> AsyncGenerator[bytes, None]:
    """Yield the response body of each event; a refusal is the last one."""
    document = await schema.documents.read(asked.query, context.parts.turns)
    operation = cast("Operation", document.operation(asked.operation_name, FOLLOWED))
    try:
        await charge(context, operation.price(asked.variables))
        stream = await operation.follow(context, asked.variables)
        if isinstance(stream, ExecutionResult):
            yield event_body(context, stream)
            return
        async with aclosing(cast("AsyncGenerator[ExecutionResult, None]", stream)) as results:
            async for result in results:
                yield event_body(context, result)
    except Refusal as refusal:
        yield refused(refusal, context.call.request_id)
    except Exception as error:  # noqa: BLE001 - whatever it was, the subscriber must be told
        logger().error("subscription_failed", exc_info=error)
        yield refused(HubFailed(), context.call.request_id)
