"""Oversight, and the ending of holders, in GraphQL (art. 5, 23)."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from hub.authorizations.endings import commands as endings
from hub.authorizations.endings.terms import EndingKind
from hub.authorizations.endings.wishes import NameHolder, RecordHolderEnd
from hub.authorizations.oversight import commands, queries
from hub.authorizations.oversight.model import OversightAssignment as Row
from hub.authorizations.oversight.queries import AssignmentFacts
from hub.authorizations.oversight.terms import OversightKind
from hub.authorizations.oversight.wishes import AssignOversight, EndOversight
from hub.licenses.keys import LicenseKeys
from hub.supervision.references import check_reference
from schema.arguments import AtMost
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.node import Node
from schema.organizations import Organization

strawberry.enum(OversightKind, description="What an oversight rests on (art. 5) · 监督依据类别")
strawberry.enum(EndingKind, description="How a holder ended (art. 23) · 持证主体终止情形")


@strawberry.type(description="An oversight assignment (art. 5) · 监督任务（第五条）")
class OversightAssignment(Node):
    """That an organization oversees a sector and a region."""

    organization: Organization | None = strawberry.field(description="Who oversees · 监督单位")
    kind: OversightKind = strawberry.field(description="What it rests on (art. 5) · 依据类别")
    reference: str = strawberry.field(
        description="Its number: the case number of the purpose · 编号"
    )
    sector: str | None = strawberry.field(description="Sector; all if none · 行业领域")
    region: str = strawberry.field(description="Region, GB/T 2260 · 行政区划代码")
    named: list[str] = strawberry.field(description="Fields that an objection names · 异议字段")
    since: datetime = strawberry.field(description="From when · 起始时间")
    until: datetime = strawberry.field(description="Until when · 截止时间")
    ended_at: datetime | None = strawberry.field(description="When it was ended · 结束时间")

    @classmethod
    def of(cls, one: Row | AssignmentFacts, context: Context) -> "OversightAssignment":
        """Show an assignment to overseers."""
        return cls(
            id=strawberry.ID(context.ids.of(Named.OVERSIGHT, one.id)),
            organization=Organization.found(one.organization_id, context.directory, context.ids),
            kind=one.kind,
            reference=one.reference,
            sector=one.sector,
            region=one.region,
            named=one.named,
            since=one.since,
            until=one.until,
            ended_at=one.ended_at,
        )


@strawberry.type(description="That a holder's ending was recorded (art. 23) · 终止登记结果")
class RecordedEnd:
    """That what a holder gave has ended."""

    done: bool = strawberry.field(description="Whether it is done · 是否完成")


OversightResult = Annotated[
    OversightAssignment | Refusal,
    strawberry.union("OversightResult", description="The assignment, or why not · 任务或拒绝理由"),
]
RecordedEndResult = Annotated[
    RecordedEnd | Refusal,
    strawberry.union("RecordedEndResult", description="Done, or why not · 结果或拒绝理由"),
]


@strawberry.input(description="Oversight to be assigned (art. 5) · 布置监督任务")
class AssignOversightInput:
    """Oversight to be assigned."""

    organization: str = strawberry.field(description="Credit code of who oversees · 监督单位代码")
    kind: OversightKind = strawberry.field(description="What it rests on · 依据类别")
    reference: str = strawberry.field(description="Number of the order and so on · 编号")
    sector: str | None = strawberry.field(default=None, description="Sector · 行业领域")
    region: str = strawberry.field(description="Region, GB/T 2260 · 行政区划代码")
    license: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the license objected to · 异议证照"
    )
    named: list[str] = strawberry.field(
        default_factory=list, description="Fields that the objection names · 异议字段"
    )
    until: datetime = strawberry.field(description="Until when · 截止时间")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> AssignOversight:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        license_id = None
        if self.license is not None:
            _, license_id = context.ids.keys(self.license, Named.LICENSE)
        return AssignOversight(
            organization=self.organization,
            kind=self.kind,
            reference=self.reference,
            sector=self.sector,
            region=self.region,
            license=license_id,
            named=tuple(self.named),
            until=self.until,
        )


@strawberry.input(description="An assignment to be ended (art. 5) · 结束监督任务")
class EndOversightInput:
    """An assignment to be ended."""

    assignment: strawberry.ID = strawberry.field(description="Id of the assignment · 任务全局标识")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


@strawberry.input(description="A holder's ending (art. 23) · 登记持证主体死亡或注销")
class RecordHolderEndInput:
    """That a holder has died or was dissolved."""

    code_type: str = strawberry.field(description="Type of the code, 111 or 001 · 证件类型代码")
    code: str = strawberry.field(description="The holder's code; never shown again · 证件号码")
    kind: EndingKind = strawberry.field(description="Death or dissolution · 情形")
    ended_on: date = strawberry.field(description="On which day · 日期")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self) -> RecordHolderEnd:
        """Return the wish as plain data."""
        return RecordHolderEnd(
            code_type=self.code_type, code=self.code, kind=self.kind, ended_on=self.ended_on
        )


@strawberry.input(description="An ending recorded in error (art. 23) · 更正终止登记")
class UndoHolderEndInput:
    """A holder whose ending was recorded in error."""

    code_type: str = strawberry.field(description="Type of the code, 111 or 001 · 证件类型代码")
    code: str = strawberry.field(description="The holder's code; never shown again · 证件号码")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


Assigning = Annotated[
    AssignOversightInput, strawberry.argument(name="input", description="The task · 任务")
]
Ending = Annotated[
    EndOversightInput, strawberry.argument(name="input", description="Which task · 任务")
]
Recording = Annotated[
    RecordHolderEndInput, strawberry.argument(name="input", description="Who, and when · 登记内容")
]
Undoing = Annotated[
    UndoHolderEndInput, strawberry.argument(name="input", description="Who · 持证主体")
]


@strawberry.type
class OversightQuery:
    """Who oversees what."""

    @strawberry.field(description="Oversight of the caller's organization (art. 5) · 监督任务")
    async def oversight_assignments(
        self, info: Info, first: AtMost = 50
    ) -> list[OversightAssignment]:
        """Return the newest assignments that an overseer may know of."""
        context = info.context
        await context.current_catalog()
        found = await queries.assignments_of(context.call, min(max(first, 1), 100))
        return [OversightAssignment.of(one, context) for one in found]


@strawberry.type
class OversightMutation:
    """Assign and end oversight; record that holders ended."""

    @strawberry.mutation(description="Let an organization oversee (art. 5) · 布置监督任务")
    async def assign_oversight(self, info: Info, wish: Assigning) -> OversightResult:
        """Assign oversight."""
        context = info.context

        async def act() -> OversightAssignment:
            await context.current_catalog()
            made = await commands.assign_oversight(
                context.call,
                context.directory,
                wish.stated(context),
                key=wish.idempotency_key,
                refers=check_reference,
            )
            return OversightAssignment.of(made, context)

        return await attempted(act())

    @strawberry.mutation(description="End an oversight at once (art. 5) · 结束监督任务")
    async def end_oversight(self, info: Info, wish: Ending) -> OversightResult:
        """End oversight."""
        context = info.context

        async def act() -> OversightAssignment:
            await context.current_catalog()
            (assignment,) = context.ids.keys(wish.assignment, Named.OVERSIGHT)
            ended = await commands.end_oversight(
                context.call,
                context.directory,
                EndOversight(assignment),
                key=wish.idempotency_key,
            )
            return OversightAssignment.of(ended, context)

        return await attempted(act())

    @strawberry.mutation(description="Record a holder's death or dissolution (art. 23) · 终止登记")
    async def record_holder_end(self, info: Info, wish: Recording) -> RecordedEndResult:
        """Record that a holder ended, and end what the holder gave."""
        context = info.context

        async def act() -> RecordedEnd:
            await context.current_catalog()
            keys = LicenseKeys(context.parts.keyring)
            await endings.record_holder_end(
                context.call, context.directory, keys, wish.stated(), key=wish.idempotency_key
            )
            return RecordedEnd(done=True)

        return await attempted(act())

    @strawberry.mutation(description="Take back an ending recorded in error (art. 23) · 更正登记")
    async def undo_holder_end(self, info: Info, wish: Undoing) -> RecordedEndResult:
        """Undo the record of a holder's ending."""
        context = info.context

        async def act() -> RecordedEnd:
            await context.current_catalog()
            keys = LicenseKeys(context.parts.keyring)
            named = NameHolder(wish.code_type, wish.code)
            await endings.undo_holder_end(
                context.call, context.directory, keys, named, key=wish.idempotency_key
            )
            return RecordedEnd(done=True)

        return await attempted(act())
