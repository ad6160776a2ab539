"""One operation over a stream: its context, and the bodies that answer it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from hub.audit.call import Call
from hub.errors import Refusal
from hub.web.caller import Reception
from hub.web.graphql.asking import Asking
from hub.web.graphql.registered import Registered
from hub.web.request_ids import new_request_id
from schema.audience import audience_of
from schema.context import Context, Parts
from schema.published import Schemas
from schema.serve import GraphqlRequest, answer, refused
from schema.subscribe import is_subscription, subscribed


@dataclass(frozen=True)
class Operations:
    """Answers operations of streams, each with a call of its own."""

    schemas: Schemas
    reception: Reception
    parts: Parts
    registered: Registered

    async def welcome(self, authorization: str | None) -> None:
        """Let somebody in who may call.

        Raises: TokenInvalid, AccountInactive, OfficeNotHeld, IssuerUnavailable.
        """
        await self.reception.call_by(authorization, new_request_id())

    async def begin(
        self, authorization: str | None, asking: Asking
    ) -> tuple[Context, GraphqlRequest]:
        """Return the context of an operation, which can make its call anew, and what is asked.

        Raises: TokenInvalid, AccountInactive, OfficeNotHeld, IssuerUnavailable,
            DocumentNotRegistered.
        """
        own = new_request_id()
        call = await self.reception.call_by(authorization, own)
        asked = await self.registered.admit(call, asking)
        return Context(
            call, self.parts, again=partial(self.call, authorization, own, asking)
        ), asked

    async def call(self, authorization: str | None, request_id: str, asking: Asking) -> Call:
        """Return the call that an operation makes now, if it still may ask so.

        Raises: what `begin` does.
        """
        call = await self.reception.call_by(authorization, request_id)
        await self.registered.admit(call, asking)
        return call

    async def bodies(self, context: Context, asked: GraphqlRequest) -> AsyncGenerator[bytes, None]:
        """Yield the response bodies of an operation: one each event, or the one of a query."""
        audience = audience_of(context.call.caller, context.directory)
        schema = self.schemas.current(self.parts.reading.catalog, audience)
        if not await is_subscription(schema, asked, context.parts.turns):
            try:
                yield (await answer(schema, context, asked)).body
            except Refusal as refusal:
                yield refused(refusal, context.call.request_id)
            return
        async with aclosing(subscribed(schema, context, asked)) as bodies:
            async for body in bodies:
                yield body
