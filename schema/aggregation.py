"""Aggregation in GraphQL (归集, art. 8, 9, 11): batches, and up to 500 records at once."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry.scalars import JSON

from hub.aggregation import queries
from hub.aggregation.commands import aggregate_licenses, declare_mapping
from hub.aggregation.intake import Fault, Progress
from hub.aggregation.model import BatchState
from hub.aggregation.queries import BatchView
from hub.aggregation.wishes import AggregateLicenses, DeclareMapping
from hub.errors import Kind
from hub.errors import Refusal as Refused
from hub.licenses.keys import LicenseKeys
from schema.arguments import AtMost, GlobalId
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.node import Node

strawberry.enum(BatchState, description="Whether a batch is still open (art. 9) · 批次状态")


class RecordInvalid(Refused):
    """A record is a JSON object."""

    kind = Kind.INVALID
    zh = "每条记录须为 JSON 对象"
    en = "Every record is a JSON object"


@strawberry.type(description="How many identifiers are of a grade · 标识校验统计")
class GradeCount:
    """How many identifiers are of a grade."""

    grade: str = strawberry.field(description="The grade · 校验结果")
    count: int = strawberry.field(description="How many · 数量")


@strawberry.type(description="A delivery of licenses (art. 9) · 归集批次（第九条）")
class Batch(Node):
    """A delivery of licenses, and how far it was taken."""

    source: str = strawberry.field(description="Its name · 来源名称")
    state: BatchState = strawberry.field(description="Whether it is still open · 状态")
    line: int = strawberry.field(description="Lines taken so far · 已处理行数")
    accepted: int = strawberry.field(description="Versions accepted · 接收数")
    superseded: int = strawberry.field(description="Of these, new versions of known ones · 更新数")
    events: int = strawberry.field(description="Life-cycle events applied · 事件数")
    unchanged: int = strawberry.field(description="Known already · 未变化数")
    quarantined: int = strawberry.field(description="Faulty, in quarantine · 隔离数")
    grades: list[GradeCount] = strawberry.field(description="Identifiers by grade · 标识校验")
    report: str = strawberry.field(
        description="Path of the report of faults, a CSV without values · 问题报告路径"
    )
    started_at: datetime = strawberry.field(description="When it began · 开始时间")
    finished_at: datetime | None = strawberry.field(description="When it ended · 完成时间")

    @classmethod
    def of(cls, view: BatchView, context: Context) -> "Batch":
        """Show a batch."""
        return cls(
            id=strawberry.ID(context.ids.of(Named.BATCH, view.id)),
            source=view.source,
            state=view.state,
            line=view.line,
            accepted=view.accepted,
            superseded=view.superseded,
            events=view.events,
            unchanged=view.unchanged,
            quarantined=view.quarantined,
            grades=[GradeCount(grade=g, count=c) for g, c in sorted(view.grades.items())],
            report=f"/aggregate/{view.id}/report",
            started_at=view.started_at,
            finished_at=view.finished_at,
        )


@strawberry.type(description="What was wrong with a row; never its values · 问题行")
class AggregationFault:
    """What was wrong with a row."""

    line: int = strawberry.field(description="Place among the records, from 1 · 行号")
    field: str = strawberry.field(description="Where in the record · 字段")
    code: str = strawberry.field(description="What is wrong · 代码")
    message_zh: str = strawberry.field(description="In Chinese · 中文说明")
    message_en: str = strawberry.field(description="In English · 英文说明")

    @classmethod
    def of(cls, fault: Fault) -> "AggregationFault":
        """Show a fault."""
        return cls(
            line=fault.line,
            field=fault.field,
            code=fault.code,
            message_zh=fault.zh,
            message_en=fault.en,
        )


@strawberry.type(description="What became of the records (art. 9) · 归集结果（第九条）")
class Aggregated:
    """What became of the records of one call."""

    batch: strawberry.ID = strawberry.field(description="Id of the batch · 批次全局标识")
    accepted: int = strawberry.field(description="Versions accepted · 接收数")
    superseded: int = strawberry.field(description="Of these, new versions of known ones · 更新数")
    events: int = strawberry.field(description="Life-cycle events applied · 事件数")
    unchanged: int = strawberry.field(description="Known already · 未变化数")
    quarantined: int = strawberry.field(description="Faulty, in quarantine · 隔离数")
    faults: list[AggregationFault] = strawberry.field(description="What was wrong · 问题")

    @classmethod
    def of(cls, progress: Progress, faults: list[Fault], context: Context) -> "Aggregated":
        """Show what became of the records."""
        return cls(
            batch=strawberry.ID(context.ids.of(Named.BATCH, progress.id)),
            accepted=progress.accepted,
            superseded=progress.superseded,
            events=progress.events,
            unchanged=progress.unchanged,
            quarantined=progress.quarantined,
            faults=[AggregationFault.of(fault) for fault in faults],
        )


@strawberry.type(description="A stored mapping (art. 11) · 已登记的字段映射（第十一条）")
class DeclaredMapping:
    """A stored mapping of a department's columns."""

    name: str = strawberry.field(description="Its name · 名称")
    digest: str = strawberry.field(description="Digest of what it says · 摘要值")


AggregatedResult = Annotated[
    Aggregated | Refusal,
    strawberry.union("AggregatedResult", description="The result, or why not · 结果或拒绝理由"),
]
MappingResult = Annotated[
    DeclaredMapping | Refusal,
    strawberry.union("MappingResult", description="The mapping, or why not · 映射或拒绝理由"),
]


@strawberry.input(description="Records to be aggregated (art. 9) · 待归集记录（第九条）")
class AggregateLicensesInput:
    """Records to be aggregated."""

    records: list[JSON] = strawberry.field(
        description="Up to 500 licenses and events, each a JSON object · 至多 500 条"
    )
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


@strawberry.input(description="A mapping to be stored (art. 11) · 登记字段映射（第十一条）")
class DeclareMappingInput:
    """A mapping to be stored."""

    name: str = strawberry.field(description="Its name · 名称")
    body: str = strawberry.field(description="The mapping file, YAML · 映射文件")


Aggregating = Annotated[
    AggregateLicensesInput, strawberry.argument(name="input", description="The records · 记录")
]
Mapping = Annotated[
    DeclareMappingInput, strawberry.argument(name="input", description="The mapping · 字段映射")
]
AfterBatch = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Id of the batch behind which to begin · 自此批次之后"),
]


def _records(records: list[JSON]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [record for record in records if isinstance(record, dict)]
    if len(found) < len(records):
        raise RecordInvalid
    return found


@strawberry.type
class AggregationQuery:
    """Batches of the caller's organization."""

    @strawberry.field(description="One delivery of the caller's organization (art. 9) · 归集批次")
    async def batch(self, info: Info, id: GlobalId) -> Batch | None:  # noqa: A002
        """Return a batch."""
        (batch_id,) = info.context.ids.keys(id, Named.BATCH)
        return Batch.of(await queries.batch(info.context.call, batch_id), info.context)

    @strawberry.field(description="Deliveries of the caller's organization (art. 9) · 归集批次列表")
    async def batches(
        self, info: Info, first: AtMost = 20, after: AfterBatch = None
    ) -> list[Batch]:
        """Return batches, the newest first."""
        context = info.context
        place = None if after is None else context.ids.keys(after, Named.BATCH)[0]
        size = min(max(first, 1), 100)
        found = await queries.batches(context.call, after=place, first=size)
        return [Batch.of(view, context) for view in found]


@strawberry.type
class AggregationMutation:
    """Aggregate licenses."""

    @strawberry.mutation(description="Aggregate up to 500 records (art. 8, 9, 10) · 归集电子证照")
    async def aggregate_licenses(self, info: Info, wish: Aggregating) -> AggregatedResult:
        """Aggregate records."""
        context = info.context

        async def act() -> Aggregated:
            keys = LicenseKeys(context.parts.keyring)
            stated = AggregateLicenses(_records(wish.records))
            done = await aggregate_licenses(
                context.call,
                keys,
                stated,
                key=wish.idempotency_key,
                registers=context.desk.registers,
            )
            return Aggregated.of(done.progress, done.faults, context)

        return await attempted(act())

    @strawberry.mutation(description="Store a mapping of columns (art. 11) · 登记字段映射")
    async def declare_mapping(self, info: Info, wish: Mapping) -> MappingResult:
        """Store a mapping."""

        async def act() -> DeclaredMapping:
            stated = DeclareMapping(wish.name, wish.body)
            mapping = await declare_mapping(info.context.call, stated)
            return DeclaredMapping(name=wish.name, digest=mapping.digest)

        return await attempted(act())
