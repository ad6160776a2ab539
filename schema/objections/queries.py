"""Ask for objections: own ones, those to be answered, and how one stands by its receipt."""

from typing import Annotated

import strawberry

from hub.objections.queries import objection_of, objection_status, objections_of
from hub.objections.terms import ObjectionScope
from hub.objections.wishes import ObjectionKey
from schema.arguments import After, AtMost, GlobalId
from schema.context import Info
from schema.ids import Named
from schema.objections.types import Objection, ObjectionPage, ObjectionStatus
from schema.paging import LARGEST

Under = Annotated[ObjectionScope, strawberry.argument(description="Which ones · 范围")]
Receipt = Annotated[str, strawberry.argument(description="Receipt number · 回执编号")]


@strawberry.type
class ObjectionQuery:
    """Objections."""

    @strawberry.field(description="One objection, to a side of it (art. 21) · 异议")
    async def objection(
        self,
        info: Info,
        id: GlobalId,  # noqa: A002 - the argument's name in the schema
    ) -> Objection | None:
        """Return an objection to a side that it concerns."""
        context = info.context
        await context.current_catalog()
        named = ObjectionKey(*context.ids.keys(id, Named.OBJECTION))
        found = await objection_of(context.call, context.desk, named)
        return Objection.of(found, context)

    @strawberry.field(
        description="Objections: own ones; those to be answered or examined, by the time that is"
        " left; those that are overdue below the caller's office (art. 21) · 异议列表"
    )
    async def objections(
        self, info: Info, under: Under, first: AtMost = 20, after: After = None
    ) -> ObjectionPage:
        """Return a page of objections."""
        context = info.context
        await context.current_catalog()
        bound = ("objections", context.call.name, under.value)
        place = None if after is None else context.ids.place(after, *bound)
        found = await objections_of(
            context.call,
            context.desk,
            under,
            first=min(max(first, 1), LARGEST),
            after=place,
        )
        return ObjectionPage(
            objections=[Objection.of(one, context) for one in found],
            end_cursor=context.ids.cursor(found[-1].id, *bound) if found else None,
        )

    @strawberry.field(
        description="How an objection stands, to anybody who has its receipt (art. 21)"
        " · 异议办理进度查询"
    )
    async def objection_status(self, info: Info, receipt: Receipt) -> ObjectionStatus | None:
        """Return how an objection stands."""
        context = info.context
        await context.current_catalog()
        return ObjectionStatus.of(await objection_status(context.call, receipt), context)
