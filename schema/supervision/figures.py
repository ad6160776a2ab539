"""Figures in GraphQL (统计数据, art. 5, 27)."""

from datetime import date
from typing import Annotated

import strawberry

from hub.supervision.figures.queries import AnswerTimes as Times
from hub.supervision.figures.queries import Figures as Facts
from hub.supervision.figures.queries import figures_of
from hub.supervision.figures.rules import Asked
from hub.supervision.figures.terms import FiguresBy, FiguresStep, Measure
from schema.context import Context, Info
from schema.organizations import Organization

strawberry.enum(FiguresBy, description="By what figures are told apart (art. 5) · 分组方式")
strawberry.enum(FiguresStep, description="In which steps of time (art. 27) · 统计步长")


@strawberry.type(description="How long answers to access requests took (art. 15(1)) · 答复时长")
class AnswerTimes:
    """How long it took to answer requests."""

    count: int = strawberry.field(description="How many were answered · 答复数")
    median_hours: float | None = strawberry.field(description="Median, in hours · 中位数（小时）")
    ninetieth_hours: float | None = strawberry.field(
        description="90th percentile, in hours · 第90百分位数（小时）"
    )

    @classmethod
    def of(cls, facts: Times) -> "AnswerTimes":
        """Show how long it took."""
        return cls(count=facts.count, median_hours=facts.median, ninetieth_hours=facts.ninetieth)


@strawberry.type(description="Figures of one group and time (art. 27) · 统计数据（第二十七条）")
class Figures:
    """Figures of one group in one step of time."""

    organization: Organization | None = strawberry.field(
        description="Whose, if told by organization · 单位"
    )
    region: str | None = strawberry.field(
        description="Where, if told by region (GB/T 2260) · 行政区划代码"
    )
    sector: str | None = strawberry.field(description="In which sector, if so told · 行业领域")
    since: date = strawberry.field(description="First day of the step · 起始日期")
    issued: int = strawberry.field(description="Licenses that the hub made (art. 8) · 制发数")
    aggregated: int = strawberry.field(description="Licenses delivered (art. 9) · 归集数")
    shared: int = strawberry.field(
        description="Own licenses shown to others by an authorization (art. 15) · 共享数"
    )
    used: int = strawberry.field(description="Licenses that it looked at (art. 18) · 用证数")
    refused: int = strawberry.field(description="Own requests refused (art. 25) · 被拒绝数")
    answers: AnswerTimes = strawberry.field(
        description="How long its answers took (art. 15(1)) · 答复时长"
    )

    @classmethod
    def of(cls, facts: Facts, by: FiguresBy, context: Context) -> "Figures":
        """Show figures."""
        directory, counts = context.directory, facts.counts
        own = directory.by_code[facts.key] if by is FiguresBy.ORGANIZATION else None
        regional = by in (FiguresBy.CITY, FiguresBy.COUNTY)
        return cls(
            organization=None if own is None else Organization.of(own, context.ids),
            region=facts.key if regional else None,
            sector=facts.key or None if by is FiguresBy.SECTOR else None,
            since=facts.since,
            issued=counts.get(Measure.ISSUED, 0),
            aggregated=counts.get(Measure.AGGREGATED, 0),
            shared=counts.get(Measure.SHARED, 0),
            used=counts.get(Measure.USED, 0),
            refused=counts.get(Measure.REFUSED, 0),
            answers=AnswerTimes.of(facts.answers),
        )


@strawberry.input(description="A period of days, both included (art. 27) · 统计期间")
class PeriodInput:
    """A period of days."""

    since: date = strawberry.field(description="First day · 起始日期")
    until: date = strawberry.field(description="Last day · 截止日期")


During = Annotated[PeriodInput, strawberry.argument(description="Of which days · 统计期间")]
OfRegion = Annotated[
    str | None,
    strawberry.argument(description="Of a region and all within it, GB/T 2260 · 行政区划代码"),
]
OfSector = Annotated[str | None, strawberry.argument(description="Of one sector · 行业领域")]
OfCode = Annotated[str | None, strawberry.argument(description="Of one organization · 单位代码")]
ToldBy = Annotated[FiguresBy, strawberry.argument(description="Told apart by · 分组方式")]
InSteps = Annotated[FiguresStep, strawberry.argument(description="In steps of · 统计步长")]


@strawberry.type
class FiguresQuery:
    """Figures."""

    @strawberry.field(
        description="What was issued, aggregated, shared, used and refused, and how long answers"
        " took: of the own organization, and for overseers within their scope. A number is about at"
        " least ten holders; what is about fewer waits, and is told with what comes later"
        " (art. 5, 27) · 统计数据"
    )
    async def figures(
        self,
        info: Info,
        period: During,
        region: OfRegion = None,
        sector: OfSector = None,
        organization: OfCode = None,
        by: ToldBy = FiguresBy.WHOLE,
        step: InSteps = FiguresStep.WHOLE,
    ) -> list[Figures] | None:
        """Return figures."""
        context = info.context
        await context.current_catalog()
        asked = Asked(
            since=period.since,
            until=period.until,
            by=by,
            step=step,
            organization=organization,
            region=region,
            sector=sector,
        )
        found = await figures_of(context.call, context.directory, asked)
        return [Figures.of(one, by, context) for one in found]
