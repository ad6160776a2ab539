"""Rectification orders and public notices in GraphQL (责令限期整改与通报, art. 28)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from hub.supervision.findings.grounds import BY_CODE
from hub.supervision.orders import commands, queries, wishes
from hub.supervision.orders.queries import NoticeFacts, NoticeState, OrderFacts, StepFacts
from hub.supervision.orders.rules import RUNNING
from hub.supervision.orders.terms import OrderState, OrderStep
from schema.arguments import After, AtMost
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.node import Node
from schema.organizations import Organization
from schema.paging import LARGEST
from schema.supervision.findings import Finding, FindingGround, OfOrganization
from schema.working_days import DAYS_LEFT, days_left

strawberry.enum(OrderState, description="Where an order stands (art. 28) · 整改令状态")
strawberry.enum(OrderStep, description="What was done about an order (art. 28) · 办理环节")

SAID = "In at most 2000 characters; both sides read it · 说明（双方可见，不超过 2000 个字符）"
DAYS = "In how many working days, 1 to 60 · 期限（工作日）"
KEY = "The caller's key of this act · 幂等键"
WHICH = "Id of the order · 整改令全局标识"


@strawberry.type(description="What was done about an order (art. 28) · 办理记录")
class RectificationStep:
    """What was done about an order."""

    act: OrderStep = strawberry.field(description="What it was (art. 28) · 环节")
    told: str = strawberry.field(description="In which words · 说明")
    due_at: datetime | None = strawberry.field(description="The deadline it set · 期限")
    at: datetime = strawberry.field(description="When · 时间")

    @classmethod
    def of(cls, facts: StepFacts) -> "RectificationStep":
        """Show a step; the person is not named."""
        return cls(act=facts.act, told=facts.told, due_at=facts.due_at, at=facts.at)


@strawberry.type(description="The notice of an order not obeyed (art. 28) · 通报（含草稿）")
class OrderNotice:
    """The notice of an order, drafted and perhaps published."""

    id: strawberry.ID = strawberry.field(description="Global id, opaque · 全局标识")
    drafted_at: datetime = strawberry.field(description="When it was drafted · 拟稿时间")
    published_at: datetime | None = strawberry.field(description="When published · 发布时间")

    @classmethod
    def of(cls, facts: NoticeState, context: Context) -> "OrderNotice":
        """Show a notice to who may see its order."""
        return cls(
            id=strawberry.ID(context.ids.of(Named.PUBLIC_NOTICE, facts.id)),
            drafted_at=facts.drafted_at,
            published_at=facts.published_at,
        )


@strawberry.type(description="An order to rectify by a deadline (art. 28) · 责令限期整改")
class RectificationOrder(Node):
    """An order to rectify by a deadline."""

    number: str = strawberry.field(description="Its number · 编号")
    organization: Organization = strawberry.field(description="Who is to rectify · 整改单位")
    ordered_by: Organization = strawberry.field(description="Who ordered it · 责令单位")
    findings: list[Finding] = strawberry.field(description="What was found (art. 28) · 问题")
    state: OrderState = strawberry.field(description="Where it stands (art. 28) · 状态")
    opened_at: datetime = strawberry.field(description="When it was opened · 下达时间")
    due_at: datetime = strawberry.field(description="By when an answer is due · 答复期限")
    working_days_left: int | None = strawberry.field(description=DAYS_LEFT)
    overdue_at: datetime | None = strawberry.field(
        description="When a deadline first passed without an answer · 首次逾期时间"
    )
    closed_at: datetime | None = strawberry.field(description="When it was closed · 了结时间")
    steps: list[RectificationStep] = strawberry.field(description="All that was done · 办理记录")
    notice: OrderNotice | None = strawberry.field(description="Its notice, if any · 通报")

    @classmethod
    def of(cls, facts: OrderFacts, context: Context) -> "RectificationOrder":
        """Show an order to both sides, and to who oversees."""
        by_id, ids = context.directory.by_id, context.ids
        return cls(
            id=strawberry.ID(ids.of(Named.ORDER, facts.id)),
            number=facts.number,
            organization=Organization.of(by_id[facts.organization_id], ids),
            ordered_by=Organization.of(by_id[facts.ordered_by], ids),
            findings=[Finding.of(one, context) for one in facts.findings],
            state=facts.state,
            opened_at=facts.opened_at,
            due_at=facts.due_at,
            working_days_left=days_left(context, facts.due_at, waits=facts.state in RUNNING),
            overdue_at=facts.overdue_at,
            closed_at=facts.closed_at,
            steps=[RectificationStep.of(one) for one in facts.steps],
            notice=None if facts.notice is None else OrderNotice.of(facts.notice, context),
        )


@strawberry.type(description="A page of orders (art. 28) · 整改令分页")
class OrderPage:
    """A page of orders."""

    orders: list[RectificationOrder] = strawberry.field(description="The newest first · 整改令")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


@strawberry.type(description="A published notice (art. 28) · 通报（第二十八条）")
class PublicNotice:
    """That an organization did not rectify in time; no person is named."""

    number: str = strawberry.field(description="Number of the order · 整改令编号")
    organization: Organization = strawberry.field(description="Who did not rectify · 被通报单位")
    grounds: list[FindingGround] = strawberry.field(description="On which grounds · 问题类别")
    ordered_at: datetime = strawberry.field(description="When it was ordered · 责令时间")
    due_at: datetime = strawberry.field(description="Which deadline passed · 逾期的期限")
    published_at: datetime = strawberry.field(description="When published · 发布时间")
    rectified_at: datetime | None = strawberry.field(
        description="When the order was closed after all · 整改了结时间"
    )

    @classmethod
    def of(cls, facts: NoticeFacts, context: Context) -> "PublicNotice":
        """Show a notice to everybody."""
        organization = context.directory.by_id[facts.organization_id]
        return cls(
            number=facts.number,
            organization=Organization.of(organization, context.ids),
            grounds=[FindingGround.of(BY_CODE[code]) for code in facts.grounds],
            ordered_at=facts.ordered_at,
            due_at=facts.due_at,
            published_at=facts.published_at,
            rectified_at=facts.rectified_at,
        )


@strawberry.type(description="A page of published notices (art. 28) · 通报分页")
class PublicNoticePage:
    """A page of published notices."""

    notices: list[PublicNotice] = strawberry.field(description="The newest first · 通报")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


OrderResult = Annotated[
    RectificationOrder | Refusal,
    strawberry.union("OrderResult", description="The order, or why not · 整改令或拒绝理由"),
]


@strawberry.input(description="An order to be opened (art. 28) · 下达整改令")
class OpenOrderInput:
    """An order to be opened."""

    findings: list[strawberry.ID] = strawberry.field(
        description="Ids of open findings of one organization · 问题全局标识"
    )
    told: str = strawberry.field(description=SAID)
    working_days: int = strawberry.field(description=DAYS)
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="An answer to an order (art. 28) · 答复整改令")
class AnswerOrderInput:
    """An answer to an order."""

    order: strawberry.ID = strawberry.field(description=WHICH)
    told: str = strawberry.field(description=SAID)
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="An answer to be returned (art. 28) · 退回整改令答复")
class ReturnOrderInput:
    """An answer to be returned."""

    order: strawberry.ID = strawberry.field(description=WHICH)
    told: str = strawberry.field(description=SAID)
    working_days: int = strawberry.field(description=DAYS)
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="An order to be closed (art. 28) · 了结整改令")
class CloseOrderInput:
    """An order to be closed."""

    order: strawberry.ID = strawberry.field(description=WHICH)
    told: str = strawberry.field(description=SAID)
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="A notice to be published (art. 28) · 发布通报")
class PublishNoticeInput:
    """A notice to be published."""

    notice: strawberry.ID = strawberry.field(description="Id of the notice · 通报全局标识")
    idempotency_key: str = strawberry.field(description=KEY)


Opening = Annotated[
    OpenOrderInput, strawberry.argument(name="input", description="What is ordered · 整改令")
]
Answering = Annotated[
    AnswerOrderInput, strawberry.argument(name="input", description="The answer · 答复")
]
Returning = Annotated[
    ReturnOrderInput, strawberry.argument(name="input", description="Why · 退回理由")
]
Closing = Annotated[
    CloseOrderInput, strawberry.argument(name="input", description="Why · 了结理由")
]
Publishing = Annotated[
    PublishNoticeInput, strawberry.argument(name="input", description="Which · 通报")
]
InState = Annotated[OrderState | None, strawberry.argument(description="In one state · 整改令状态")]


@strawberry.type
class OrderMutation:
    """Order, answer, return and close; publish notices."""

    @strawberry.mutation(description="Order to rectify by a deadline (art. 28) · 责令限期整改")
    async def open_order(self, info: Info, wish: Opening) -> OrderResult:
        """Open an order."""
        context = info.context

        async def act() -> UUID:
            named = [context.ids.keys(one, Named.FINDING)[0] for one in wish.findings]
            stated = wishes.OpenOrder(
                findings=tuple(named), told=wish.told, working_days=wish.working_days
            )
            return await commands.open_order(
                context.call, context.directory, stated, key=wish.idempotency_key
            )

        return await _ordered(context, act)

    @strawberry.mutation(description="Answer an order (art. 28) · 答复整改令")
    async def answer_order(self, info: Info, wish: Answering) -> OrderResult:
        """Answer an order."""
        context = info.context

        async def act() -> UUID:
            stated = wishes.AnswerOrder(order=_key(context, wish.order), told=wish.told)
            return await commands.answer_order(
                context.call, context.directory, stated, key=wish.idempotency_key
            )

        return await _ordered(context, act)

    @strawberry.mutation(description="Return an answer (art. 28) · 退回整改令答复")
    async def return_order(self, info: Info, wish: Returning) -> OrderResult:
        """Return an answer."""
        context = info.context

        async def act() -> UUID:
            stated = wishes.ReturnOrder(
                order=_key(context, wish.order), told=wish.told, working_days=wish.working_days
            )
            return await commands.return_order(
                context.call, context.directory, stated, key=wish.idempotency_key
            )

        return await _ordered(context, act)

    @strawberry.mutation(
        description="Accept what was done, or take an order back (art. 28) · 了结整改令"
    )
    async def close_order(self, info: Info, wish: Closing) -> OrderResult:
        """Close an order."""
        context = info.context

        async def act() -> UUID:
            stated = wishes.AnswerOrder(order=_key(context, wish.order), told=wish.told)
            return await commands.close_order(
                context.call, context.directory, stated, key=wish.idempotency_key
            )

        return await _ordered(context, act)

    @strawberry.mutation(description="Publish a notice (art. 28) · 发布通报")
    async def publish_notice(self, info: Info, wish: Publishing) -> OrderResult:
        """Publish a notice."""
        context = info.context

        async def act() -> UUID:
            (notice,) = context.ids.keys(wish.notice, Named.PUBLIC_NOTICE)
            return await commands.publish_notice(
                context.call,
                context.directory,
                wishes.PublishNotice(notice),
                key=wish.idempotency_key,
            )

        return await _ordered(context, act)


@strawberry.type
class OrderQuery:
    """Orders, and notices that everybody may read."""

    @strawberry.field(
        description="Orders to rectify: for overseers within their scope, and for the organization"
        " itself (art. 28) · 整改令"
    )
    async def orders(
        self,
        info: Info,
        organization: OfOrganization = None,
        state: InState = None,
        first: AtMost = 20,
        after: After = None,
    ) -> OrderPage | None:
        """Return orders."""
        context, size = info.context, min(max(first, 1), LARGEST)
        await context.current_catalog()
        sought = queries.Sought(organization=organization, state=state)
        bound = ("orders", context.call.name, organization, state)
        place = None if after is None else context.ids.place(after, *bound)
        found = await queries.orders_of(context.call, context.directory, sought, size, place)
        return OrderPage(
            orders=[RectificationOrder.of(one, context) for one in found],
            end_cursor=context.ids.cursor(found[-1].id, *bound) if found else None,
        )

    @strawberry.field(
        description="Which organizations did not rectify in time, for everybody (art. 28) · 通报"
    )
    async def public_notices(
        self, info: Info, first: AtMost = 20, after: After = None
    ) -> PublicNoticePage:
        """Return published notices."""
        context, size = info.context, min(max(first, 1), LARGEST)
        await context.current_catalog()
        place = None if after is None else context.ids.place(after, "publicNotices")
        found = await queries.notices_published(context.call, size, place)
        return PublicNoticePage(
            notices=[PublicNotice.of(one, context) for one in found],
            end_cursor=context.ids.cursor(found[-1].id, "publicNotices") if found else None,
        )


def _key(context: Context, order: strawberry.ID) -> UUID:
    (key,) = context.ids.keys(order, Named.ORDER)
    return key


async def _ordered(context: Context, act: Callable[[], Awaitable[UUID]]) -> OrderResult:
    """Act, and show the order as it stands then."""

    async def shown() -> RectificationOrder:
        await context.current_catalog()
        order = await act()
        await context.current_catalog()
        facts = await queries.order_of(context.call, context.directory, order)
        return RectificationOrder.of(facts, context)

    return await attempted(shown())
