"""One operation over a stream: its context, and the bodies that answer it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from hub.errors import Refusal
from hub.web.caller import Reception
from schema.context import Context, Parts
from schema.root import HubSchema
from schema.serve import GraphqlRequest, answer, refused
from schema.subscribe import is_subscription, subscribed


@dataclass(frozen=True)
class Operations:
    """Answers operations of streams, each with a call of its own."""

    schema: HubSchema
    reception: Reception
    parts: Parts

    async def context(self, authorization: str | None, request_id: str | None = None) -> Context:
        """Return the context of an operation, which can make its call anew as it goes on.

        Raises: TokenInvalid, AccountInactive, OfficeNotHeld, IssuerUnavailable.
        """
        again = partial(self.reception.call_by, authorization, request_id or uuid4().hex)
        return Context(await again(), self.parts, again=again)

    async def bodies(self, context: Context, asked: GraphqlRequest) -> AsyncGenerator[bytes, None]:
        """Yield the response bodies of an operation: one each event, or the one of a query."""
        if not is_subscription(asked):
            try:
                yield await answer(self.schema, context, asked)
            except Refusal as refusal:
                yield refused(refusal, context.call.request_id)
            return
        async with aclosing(subscribed(self.schema, context, asked)) as bodies:
            async for body in bodies:
                yield body
