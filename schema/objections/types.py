"""Objections, as each side sees them, and what anybody is told by a receipt (art. 21)."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from hub.objections.queries import ClockFacts, ObjectionFacts, StatusFacts
from hub.objections.terms import ClockKind, ObjectionScope, ObjectionState, Objector
from schema.catalog.types import CatalogEntry
from schema.context import Context
from schema.errors import Refusal
from schema.ids import Named
from schema.node import Node
from schema.organizations import Organization
from schema.working_days import DAYS_LEFT, days_left

strawberry.enum(Objector, description="As what somebody objects (art. 21) · 异议人类别")
strawberry.enum(ObjectionState, description="How far an objection has come · 异议状态")
strawberry.enum(ClockKind, description="The three clocks of art. 21 · 办理期限类别（第二十一条）")
strawberry.enum(ObjectionScope, description="Which objections are asked for · 异议查询范围")

STATE = "How far it has come (art. 21) · 状态"
RAISED_AT = "When it was received; that day is not counted · 收到时间"
CLOCKS = "Its clocks, in their order (art. 21) · 办理期限"
RECEIPT = "Receipt number, by which anybody is told its state · 回执编号"


@strawberry.type(description="A term of three working days (art. 21) · 办理期限（3 个工作日）")
class ObjectionClock:
    """Who has until when to do something, and whether it was done."""

    kind: ClockKind = strawberry.field(description="Whose clock it is · 类别")
    begun_at: datetime = strawberry.field(description="From when it runs · 起算时间")
    due_at: datetime = strawberry.field(description="24:00 of its last working day · 期限截止")
    working_days_left: int | None = strawberry.field(description=DAYS_LEFT)
    provisional: bool = strawberry.field(
        description="Whether working days that are not announced yet may move it · 是否为暂定期限"
    )
    stopped_at: datetime | None = strawberry.field(description="When it was stopped · 办结时间")
    overdue: bool = strawberry.field(description="Whether it is, or was, too late · 是否逾期")
    escalated_at: datetime | None = strawberry.field(
        description="When the superior was told that it is overdue (art. 28) · 上报时间"
    )
    told: str | None = strawberry.field(
        description="What was said as it was stopped, to those whom it is for · 办理说明"
    )

    @classmethod
    def of(cls, facts: ClockFacts, context: Context) -> Self:
        """Show a clock."""
        return cls(
            kind=facts.kind,
            begun_at=facts.begun_at,
            due_at=facts.due_at,
            working_days_left=days_left(context, facts.due_at, waits=facts.stopped_at is None),
            provisional=facts.provisional,
            stopped_at=facts.stopped_at,
            overdue=(facts.stopped_at or context.call.moment) >= facts.due_at,
            escalated_at=facts.escalated_at,
            told=facts.told,
        )


@strawberry.type(description="How an objection stands, by its receipt (art. 21) · 异议办理进度")
class ObjectionStatus:
    """How an objection stands; it tells of no person and no license."""

    receipt: str = strawberry.field(description=RECEIPT)
    state: ObjectionState = strawberry.field(description=STATE)
    raised_at: datetime = strawberry.field(description=RAISED_AT)
    answered_at: datetime | None = strawberry.field(description="When it was answered · 答复时间")
    clocks: list[ObjectionClock] = strawberry.field(description=CLOCKS)
    objection: strawberry.ID | None = strawberry.field(
        description="Its id, as it is raised by whoever signed in · 异议全局标识"
    )

    @classmethod
    def of(cls, facts: StatusFacts, context: Context, objection: str | None = None) -> Self:
        """Show how an objection stands."""
        return cls(
            receipt=facts.receipt,
            state=facts.state,
            raised_at=facts.raised_at,
            answered_at=facts.answered_at,
            clocks=[ObjectionClock.of(one, context) for one in facts.clocks],
            objection=None if objection is None else strawberry.ID(objection),
        )


@strawberry.type(description="An objection to what a license says (art. 21) · 核查申请（异议）")
class Objection(Node):
    """An objection, as one of its sides sees it."""

    receipt: str = strawberry.field(description=RECEIPT)
    license: strawberry.ID = strawberry.field(description="Id of the license · 证照全局标识")
    entry: CatalogEntry = strawberry.field(description="Of which entry (art. 7) · 目录条目")
    fields: list[str] = strawberry.field(description="The fields objected to · 异议字段")
    told: str | None = strawberry.field(
        description="What is wrong, for who objects and for the issuer · 异议内容"
    )
    objector: Objector = strawberry.field(description="As what it was raised · 异议人类别")
    organization: Organization | None = strawberry.field(
        description="Which organization objects, if one does · 异议单位"
    )
    state: ObjectionState = strawberry.field(description=STATE)
    raised_at: datetime = strawberry.field(description=RAISED_AT)
    answered_at: datetime | None = strawberry.field(description="When it was answered · 答复时间")
    clocks: list[ObjectionClock] = strawberry.field(description=CLOCKS)
    corrected_by: int | None = strawberry.field(
        description="Place in the license's chain of what corrects it · 更正版本序号"
    )

    @classmethod
    def of(cls, facts: ObjectionFacts, context: Context) -> Self:
        """Show an objection to one of its sides."""
        ids = context.ids
        license_ = ids.of(Named.LICENSE, facts.holder_key, facts.license_id)
        return cls(
            id=strawberry.ID(ids.of(Named.OBJECTION, facts.holder_key, facts.id)),
            receipt=facts.receipt,
            license=strawberry.ID(license_),
            entry=CatalogEntry.of(context.catalog.by_id[facts.entry_id], context),
            fields=facts.fields,
            told=facts.told,
            objector=facts.objector,
            organization=Organization.found(facts.organization_id, context.directory, ids),
            state=facts.state,
            raised_at=facts.raised_at,
            answered_at=facts.answered_at,
            clocks=[ObjectionClock.of(one, context) for one in facts.clocks],
            corrected_by=facts.corrected,
        )


@strawberry.type(description="A page of objections (art. 21) · 异议分页")
class ObjectionPage:
    """A page of objections."""

    objections: list[Objection] = strawberry.field(description="The objections · 异议")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


RaiseObjectionResult = Annotated[
    ObjectionStatus | Refusal,
    strawberry.union(
        "RaiseObjectionResult", description="The receipt, or why not · 回执或拒绝理由"
    ),
]
ObjectionResult = Annotated[
    Objection | Refusal,
    strawberry.union("ObjectionResult", description="The objection, or why not · 异议或拒绝理由"),
]
