"""Reports of paper demands in GraphQL (反映索要纸质证照, art. 18)."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from hub.authorizations.papers import commands, queries, wishes
from hub.authorizations.papers.model import PaperDemand as Row
from hub.authorizations.papers.queries import DemandFacts
from hub.authorizations.papers.rules import acknowledgement
from schema.arguments import After, AtMost
from schema.catalog.types import CatalogEntry
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.organizations import Organization
from schema.paging import LARGEST


@strawberry.type(description="A report that paper was demanded (art. 18) · 索要纸质证照的反映")
class PaperDemand:
    """A report that paper was demanded of a license which the hub has."""

    number: str = strawberry.field(description="Its number, to speak of it by · 反映编号")
    organization: Organization = strawberry.field(description="Who demanded it · 被反映单位")
    entry: CatalogEntry = strawberry.field(description="Of which entry (art. 7) · 目录条目")
    matter: str | None = strawberry.field(description="Code of the matter · 事项编码")
    case_number: str | None = strawberry.field(description="Case number · 办件编号")
    told: str = strawberry.field(
        description="What happened; others than the holder see no long numbers · 情况说明"
    )
    reported_at: datetime = strawberry.field(description="When it was reported · 反映时间")
    license: strawberry.ID | None = strawberry.field(
        description="Id of the license, told by `viewer` alone · 证照全局标识（仅本人可见）"
    )

    @classmethod
    def of(cls, told: Row | DemandFacts, context: Context) -> Self:
        """Show a report; only one that its holder reads names the license."""
        owner = told.owner_key if isinstance(told, DemandFacts) else None
        ids, key = context.ids, told.license_id
        license_ = None if owner is None or key is None else ids.of(Named.LICENSE, owner, key)
        return cls(
            number=acknowledgement(told.reported_at, told.id),
            organization=Organization.of(context.directory.by_id[told.organization_id], ids),
            entry=CatalogEntry.of(context.catalog.by_id[told.entry_id], context),
            matter=told.matter,
            case_number=told.case_number,
            told=told.told,
            reported_at=told.reported_at,
            license=None if license_ is None else strawberry.ID(license_),
        )


@strawberry.type(description="How many reports of one entry in one matter (art. 18) · 反映数量")
class PaperDemandCount:
    """How many reports there are."""

    entry: CatalogEntry = strawberry.field(description="Of which entry (art. 7) · 目录条目")
    matter: str | None = strawberry.field(description="Code of the matter · 事项编码")
    count: int = strawberry.field(description="How many · 数量")


@strawberry.type(description="What is reported of an organization (art. 18) · 对单位的反映")
class PaperDemands:
    """What is reported of an organization, without any holder."""

    counts: list[PaperDemandCount] = strawberry.field(description="How many of what · 数量")
    reports: list[PaperDemand] = strawberry.field(description="The newest first · 逐条反映")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


PaperDemandResult = Annotated[
    PaperDemand | Refusal,
    strawberry.union("PaperDemandResult", description="The report, or why not · 反映或拒绝理由"),
]


@strawberry.input(description="A report that paper was demanded (art. 18) · 反映索要纸质证照")
class ReportPaperDemandInput:
    """A report that paper was demanded."""

    organization: str = strawberry.field(description="Code of who demanded it · 被反映单位代码")
    entry: str = strawberry.field(description="Code of the catalog entry (art. 7) · 目录编码")
    told: str = strawberry.field(
        description="What happened, in at most 500 characters; the organization's auditors read it,"
        " so name nobody · 情况说明（被反映单位审计人员可见，请勿写个人信息）"
    )
    matter: str | None = strawberry.field(
        default=None, description="Code of a matter of that organization · 事项编码"
    )
    case_number: str | None = strawberry.field(
        default=None,
        description="Case number; the organization may know you by it · 办件编号（对方可见）",
    )
    delegation: strawberry.ID | None = strawberry.field(
        default=None,
        description="A delegation for the matter, by whom reports for its holder · 所依委托",
    )
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.ReportPaperDemand:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        principal = None
        if self.delegation is not None:
            principal, _ = context.ids.keys(self.delegation, Named.DELEGATION)
        return wishes.ReportPaperDemand(
            organization=self.organization,
            entry=self.entry,
            told=self.told,
            matter=self.matter,
            case_number=self.case_number,
            principal=principal,
        )


Reporting = Annotated[
    ReportPaperDemandInput, strawberry.argument(name="input", description="The report · 反映")
]
Reported = Annotated[
    str, strawberry.argument(description="Code of the organization · 被反映单位代码")
]


@strawberry.type
class PaperMutation:
    """Report demands for paper."""

    @strawberry.mutation(
        description="Report that paper was demanded of a license which the hub has (art. 18)"
        " · 反映索要纸质证照"
    )
    async def report_paper_demand(self, info: Info, wish: Reporting) -> PaperDemandResult:
        """Report a demand."""
        context = info.context

        async def act() -> PaperDemand:
            catalog = await context.current_catalog()
            command = commands.report_paper_demand(
                context.call, catalog, wish.stated(context), key=wish.idempotency_key
            )
            return PaperDemand.of(await command, context)

        return await attempted(act())


@strawberry.type
class PaperQuery:
    """Read reports of demands for paper."""

    @strawberry.field(
        description="What is reported of an organization, without any holder: for its auditors, the"
        " supervisor and the data center (art. 18) · 对单位索要纸质证照的反映"
    )
    async def paper_demands(
        self, info: Info, organization: Reported, first: AtMost = 20, after: After = None
    ) -> PaperDemands | None:
        """Return what is reported of an organization."""
        context = info.context
        await context.current_catalog()
        bound = ("paperDemands", context.call.name, organization)
        place = None if after is None else context.ids.place(after, *bound)
        size = min(max(first, 1), LARGEST)
        found = await queries.demands_against(
            context.call, context.directory, organization, size, place
        )
        reports = found.reports
        return PaperDemands(
            counts=[
                PaperDemandCount(
                    entry=CatalogEntry.of(context.catalog.by_id[one.entry_id], context),
                    matter=one.matter,
                    count=one.count,
                )
                for one in found.counts
            ],
            reports=[PaperDemand.of(one, context) for one in reports],
            end_cursor=context.ids.cursor(reports[-1].id, *bound) if reports else None,
        )


async def told_demands(context: Context, first: int) -> list[PaperDemand]:
    """Return the newest reports that concern the viewer's own licenses."""
    size = min(max(first, 1), LARGEST)
    return [PaperDemand.of(one, context) for one in await queries.own_demands(context.call, size)]
