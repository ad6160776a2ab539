"""An organization's own use of licenses, for those who oversee it from within (art. 25, 26)."""

from datetime import datetime

import strawberry

from hub.audit.queries import During, Use, uses_by_organization
from hub.errors import Kind, Refusal
from hub.identity.callers import ActingFor, Caller
from hub.identity.terms import Role
from schema.arguments import After, AtMost
from schema.catalog.types import CatalogEntry
from schema.context import Context, Info
from schema.ids import Named
from schema.organizations import Organization
from schema.supervision.bodies import Designation, designation_of
from schema.usage import Since, Until, UsedField, license_id, shelf_of

LARGEST_PAGE = 100
OVERSEERS = frozenset({Role.AUDITOR, Role.SECURITY_ADMIN})


class OversightNotHeld(Refusal):
    """The use of an organization is shown to its auditor and its security administrator."""

    kind = Kind.FORBIDDEN
    zh = "本单位的用证记录仅供其审计员和安全管理员查看"
    en = "The use of an organization is shown to its auditor and its security administrator"


@strawberry.type(description="One use by the organization (art. 25) · 本单位用证记录（第二十五条）")
class OrganizationUsage:
    """Which official used which fields of which license, when, why and on what basis."""

    event: strawberry.ID = strawberry.field(description="Id of the event, for receipts · 记录编号")
    at: datetime = strawberry.field(description="When · 时间")
    by: strawberry.ID | None = strawberry.field(description="Id of who asked · 经办人标识")
    operation: str = strawberry.field(description="What was asked · 操作")
    outcome: str = strawberry.field(
        description="Answered, or the refusal's code · 已答复或拒绝代码"
    )
    cause: str | None = strawberry.field(description="Stated cause · 事由")
    scenario: str | None = strawberry.field(description="Scenario · 应用场景")
    matter: str | None = strawberry.field(description="Matter · 事项")
    case_number: str | None = strawberry.field(description="Case number · 办件编号")
    license: strawberry.ID | None = strawberry.field(
        description="Id of the license, unless the register was searched · 证照全局标识"
    )
    entry: CatalogEntry | None = strawberry.field(description="Its entry · 目录条目")
    policy_revision: str = strawberry.field(description="Policy followed · 政策版本")
    fields: list[UsedField] = strawberry.field(description="Which fields, and how · 字段")

    @classmethod
    def of(cls, use: Use, context: Context) -> "OrganizationUsage":
        """Show one use."""
        shelf = shelf_of(use, context.catalog)
        known = shelf.policy.by_key if shelf else {}
        account = use.account_id
        return cls(
            event=strawberry.ID(str(use.event_id)),
            at=use.at,
            by=None if account is None else strawberry.ID(context.ids.of(Named.PERSON, account)),
            operation=use.operation,
            outcome=use.outcome,
            cause=use.cause,
            scenario=use.scenario,
            matter=use.matter,
            case_number=use.case_number,
            license=license_id(use, context),
            entry=None if shelf is None else CatalogEntry.of(shelf, context),
            policy_revision=use.decisions.policy_revision,
            fields=[UsedField.of(field, known) for field in use.decisions.fields],
        )


@strawberry.type(description="A page of the organization's use (art. 25) · 本单位用证记录分页")
class OrganizationUsagePage:
    """A page of the organization's use."""

    records: list[OrganizationUsage] = strawberry.field(description="The records · 记录")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


@strawberry.type(description="The organization acted for (art. 26) · 所代表的单位（第二十六条）")
class ActingOrganization:
    """The organization that the caller acts for."""

    acting: strawberry.Private[ActingFor]

    @strawberry.field(description="Who it is (art. 3) · 单位信息")
    def profile(self, info: Info) -> Organization | None:
        """Return the organization."""
        return Organization.found(self.acting.id, info.context.directory, info.context.ids)

    @strawberry.field(description="Who answers for licenses there (art. 26) · 专门机构和人员")
    async def designation(self, info: Info) -> Designation:
        """Return the designated body and its officers."""
        context = info.context
        facts = context.directory.by_id[self.acting.id]
        return await designation_of(context, facts.id, facts.designated_body)

    @strawberry.field(description="What it used, for those who oversee it (art. 25) · 用证记录")
    async def usage(
        self,
        info: Info,
        first: AtMost = 20,
        after: After = None,
        since: Since = None,
        until: Until = None,
    ) -> OrganizationUsagePage:
        """Return a page of the organization's use, the newest first.

        Raises: OversightNotHeld.
        """
        context = info.context
        _demand_oversight(context.call.caller)
        bound = ("organization", context.call.name, since, until)
        place = None if after is None else context.ids.place(after, *bound)
        size = min(max(first, 1), LARGEST_PAGE)
        events = await uses_by_organization(
            context.call, self.acting.id, first=size, after=place, during=During(since, until)
        )
        return OrganizationUsagePage(
            records=[OrganizationUsage.of(use, context) for uses in events.used for use in uses],
            end_cursor=None if events.last is None else context.ids.cursor(events.last, *bound),
        )


@strawberry.type
class OrganizationUseQuery:
    """The organization acted for."""

    @strawberry.field(description="The organization acted for (art. 26) · 所代表的单位")
    async def organization(self, info: Info) -> ActingOrganization | None:
        """Return the organization that the caller acts for now."""
        await info.context.current_catalog()
        acting = info.context.call.caller.organization
        return None if acting is None else ActingOrganization(acting=acting)


def _demand_oversight(caller: Caller) -> None:
    if OVERSEERS.isdisjoint(caller.roles):
        raise OversightNotHeld
