"""Raise, forward, examine and answer objections in GraphQL (art. 21)."""

from collections.abc import Awaitable

import strawberry

from hub.objections import commands
from hub.objections.queries import objection_of, raised_by_caller
from hub.objections.wishes import ObjectionKey
from schema.context import Context, Info
from schema.errors import attempted
from schema.ids import Named
from schema.objections.inputs import Forwarding, Raising, Reporting, Resolving
from schema.objections.types import (
    Objection,
    ObjectionResult,
    ObjectionStatus,
    RaiseObjectionResult,
)
from schema.purpose import call_for


@strawberry.type
class ObjectionMutation:
    """Raise objections, and do what art. 21 demands of them."""

    @strawberry.mutation(
        description="Object to what a license says, as whoever is lawfully shown it (art. 21)"
        " · 提出核查申请（第二十一条）"
    )
    async def raise_objection(self, info: Info, wish: Raising) -> RaiseObjectionResult:
        """Raise an objection."""
        context = info.context

        async def act() -> ObjectionStatus:
            call, rates = call_for(info, wish.purpose), context.parts.rates
            stated, key = wish.stated(context), wish.idempotency_key
            named = await commands.raise_objection(call, context.desk, rates, stated, key=key)
            signed_in = call.caller.account_id is not None
            id_ = context.ids.of(Named.OBJECTION, named.holder_key, named.id)
            await context.current_catalog()
            told = await raised_by_caller(call, named)
            return ObjectionStatus.of(told, context, id_ if signed_in else None)

        return await attempted(act())

    @strawberry.mutation(
        description="Forward an objection with a technical cause, within the issuer's term"
        " (art. 21) · 转交省大数据中心"
    )
    async def forward_objection(self, info: Info, wish: Forwarding) -> ObjectionResult:
        """Forward an objection to the data center."""
        context = info.context

        async def act() -> Objection:
            stated, key = wish.stated(context), wish.idempotency_key
            command = commands.forward_objection(context.call, context.desk, stated, key=key)
            return await _moved(context, command)

        return await attempted(act())

    @strawberry.mutation(
        description="Report to the issuer what the data center found (art. 21) · 反馈核查情况"
    )
    async def report_finding(self, info: Info, wish: Reporting) -> ObjectionResult:
        """Report a finding."""
        context = info.context

        async def act() -> Objection:
            stated, key = wish.stated(context), wish.idempotency_key
            command = commands.report_finding(context.call, context.desk, stated, key=key)
            return await _moved(context, command)

        return await attempted(act())

    @strawberry.mutation(
        description="Answer an objection: uphold it, once the license is corrected, or reject it"
        " (art. 21) · 答复核查申请"
    )
    async def resolve_objection(self, info: Info, wish: Resolving) -> ObjectionResult:
        """Answer an objection."""
        context = info.context

        async def act() -> Objection:
            stated, key = wish.stated(context), wish.idempotency_key
            command = commands.resolve_objection(context.call, context.desk, stated, key=key)
            return await _moved(context, command)

        return await attempted(act())


async def _moved(context: Context, command: Awaitable[ObjectionKey]) -> Objection:
    """Show an objection as it stands once something was done to it."""
    named = await command
    await context.current_catalog()
    found = await objection_of(context.call, context.desk, named)
    return Objection.of(found, context)
