"""Charge an operation to its caller before it is executed, and tell afterwards what it came to."""

from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    get_operation_ast,
)
from strawberry.extensions import SchemaExtension

from hub.errors import Refusal
from hub.identity.bounded import Bounded
from schema.context import Context
from schema.cost import Charge, Price, Pricing, compile_cost

PRICED: Final = 1000
"""How many operations are held with what prices them."""


async def charge(context: Context, price: Price) -> None:
    """Charge an operation to whoever asks.

    Raises: CostTooHigh, TooManyRequests.
    """
    try:
        level = await context.parts.rates.take(context.call.caller, price.requested)
    except Refusal as refusal:
        context.over = refusal
        raise
    context.charge = Charge(price, level)


Prices = Bounded[tuple[bytes, str | None], Pricing]
"""What prices the operations that came lately, by the digest of their text and by their name."""


class Charging(SchemaExtension):
    """Charges what strawberry is about to execute, also what is explained."""

    def __init__(self, prices: Prices) -> None:
        """Take the operations that were priced before."""
        self._prices = prices

    async def on_execute(self) -> AsyncIterator[None]:
        """Charge the operation.

        Raises: CostTooHigh, TooManyRequests.
        """
        asked = self.execution_context
        if isinstance(asked.context, Context) and asked.graphql_document is not None:
            key = sha256((asked.query or "").encode()).digest(), asked.operation_name
            pricing = self._prices.get(key)
            if pricing is None:
                core = asked.schema._schema  # noqa: SLF001 - strawberry offers no other way
                pricing = pricing_of(core, asked.graphql_document, asked.operation_name)
                self._prices.put(key, pricing)
            await charge(asked.context, pricing(asked.variables or {}))
        yield


def pricing_of(schema: GraphQLSchema, document: DocumentNode, name: str | None) -> Pricing:
    """Compile what prices the operation of a valid document."""
    operation = get_operation_ast(document, name)
    fragments = {
        one.name.value: one
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    if operation is None:
        return lambda _variables: Price(0, ())
    return compile_cost(schema, operation, fragments)
