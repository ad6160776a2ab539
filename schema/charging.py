"""Charge an operation to its caller before it is executed."""

from hub.errors import Refusal
from schema.context import Context
from schema.cost import Charge, Price


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
