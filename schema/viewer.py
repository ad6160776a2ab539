"""The viewer: who the hub takes the caller for, own licenses, and their use (art. 15(2), 21)."""

from datetime import date
from typing import Annotated

import strawberry

from hub.audit.queries import During, uses_of_own
from hub.audit.transparency.histories import prove_usage
from hub.identity.callers import Caller
from hub.identity.terms import Role
from hub.reading.scope import Holdings, Query
from schema.arguments import After, AtMost, Before, First, Last, OfEntry
from schema.context import Info
from schema.executor import Planned, Through
from schema.ids import Named
from schema.licenses.connection import LicenseConnection, read_page
from schema.organizations import Organization
from schema.paging import Asked
from schema.papers import PaperDemand, told_demands
from schema.proofs import Act, acts
from schema.scalars import ProofDocument
from schema.usage import OfLicense, Since, Until, UsagePage, UsageRecord

LARGEST_PAGE = 100

FirstDay = Annotated[
    date, strawberry.argument(name="from", description="First day, in China · 起始日")
]
LastDay = Annotated[date, strawberry.argument(name="to", description="Last day · 截止日")]


@strawberry.type(description="Who the hub takes the caller for · 当前用户")
class Viewer:
    """Who the hub takes the caller for."""

    caller: strawberry.Private[Caller]

    @strawberry.field(description="Id by which others can grant to this person · 个人标识")
    def id(self, info: Info) -> strawberry.ID | None:
        """Return the id of the person."""
        account = self.caller.account_id
        return (
            None if account is None else strawberry.ID(info.context.ids.of(Named.PERSON, account))
        )

    @strawberry.field(description="Assurance level, 0 to 3 (art. 15(2)) · 认证等级")
    def assurance(self) -> int:
        """Return the assurance level."""
        return self.caller.assurance

    @strawberry.field(description="The organization acted for (art. 3) · 代表单位")
    def organization(self, info: Info) -> Organization | None:
        """Return the organization acted for."""
        acting = self.caller.organization
        number = None if acting is None else acting.id
        return Organization.found(number, info.context.directory, info.context.ids)

    @strawberry.field(description="Roles held there (art. 26) · 岗位角色")
    def roles(self) -> list[Role]:
        """Return the roles held in the organization acted for."""
        return sorted(self.caller.roles)

    @strawberry.field(extensions=[Planned()], description="Own licenses (art. 21) · 本人名下证照")
    async def licenses(
        self,
        info: Info,
        entry: OfEntry = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> LicenseConnection:
        """Return a page of the licenses that the viewer holds or stands for."""
        page = Asked(first, after, last, before)
        return await read_page(info, info.context.call, Query(Holdings(), entry=entry), page)

    @strawberry.field(description="What own licenses were used for (art. 15(2)) · 用证记录")
    async def usage(
        self,
        info: Info,
        first: AtMost = 20,
        after: After = None,
        license: OfLicense = None,  # noqa: A002 - the argument's name in the schema
        since: Since = None,
        until: Until = None,
    ) -> UsagePage:
        """Return a page of the use of own licenses, the newest first."""
        context = info.context
        await context.current_catalog()
        bound = ("usage", context.call.name, license, since, until)
        place = None if after is None else context.ids.place(after, *bound)
        only = None if license is None else context.ids.keys(license, Named.LICENSE)[-1]
        size = min(max(first, 1), LARGEST_PAGE)
        events = await uses_of_own(
            context.call, first=size, after=place, during=During(since, until), license_id=only
        )
        return UsagePage(
            records=[UsageRecord.of(use, context) for uses in events for use in uses],
            end_cursor=context.ids.cursor(events[-1][0].event_id, *bound) if events else None,
        )

    @strawberry.field(
        description="Reported demands for paper of own licenses, the newest first (art. 18)"
        " · 本人的反映"
    )
    async def paper_demands(self, info: Info, first: AtMost = 20) -> list[PaperDemand]:
        """Return what was reported of demands for own licenses."""
        return await told_demands(info.context, first)

    @strawberry.field(
        description="Own complete lists of uses, for hub-verify (art. 15(2), 24) · 用证清单证明"
    )
    async def usage_proof(self, info: Info, first: FirstDay, last: LastDay) -> list[ProofDocument]:
        """Return what proves offline that no use of own licenses is missing."""
        lists = await prove_usage(info.context.call, first, last)
        return [ProofDocument(each) for each in lists]

    @strawberry.field(
        description="What the viewer did or was refused, the newest first (art. 24) · 本人操作"
    )
    async def acts(self, info: Info, first: AtMost = 20) -> list[Act]:
        """Return own acts in the office acted in, whose receipts can be asked for."""
        return await acts(info.context.call, min(max(first, 1), LARGEST_PAGE))


@strawberry.type
class ViewerQuery:
    """Who calls."""

    @strawberry.field(
        extensions=[Through(lambda context: Viewer(caller=context.call.caller))],
        description="Who the hub takes the caller for (art. 21) · 当前用户",
    )
    async def viewer(self, info: Info) -> Viewer:
        """Return the caller, as known now."""
        await info.context.current_catalog()
        return Viewer(caller=info.context.call.caller)
