"""Offices in GraphQL: who holds which, and how they are given and ended (任职, art. 26)."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from hub.identity.terms import Role
from hub.offices import commands, wishes
from hub.offices.queries import Asked, OfficeFacts, office_of
from hub.offices.queries import offices as offices_of
from schema.arguments import After, AtMost
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.organizations import Organization
from schema.paging import LARGEST

_KEY = "The caller's key of this act · 幂等键"
_ROLE = "What the office entitles to (art. 26) · 岗位角色"
_UNTIL = "Until when, if it ends · 终止时间"


@strawberry.type(description="An office that somebody holds (art. 26) · 任职（第二十六条）")
class Office:
    """An office that somebody holds, or held."""

    id: strawberry.ID = strawberry.field(description="Global id · 全局标识")
    person: strawberry.ID = strawberry.field(description="Id of who holds it · 任职人标识")
    name: str = strawberry.field(description="Name of who holds it · 任职人名称")
    client: bool = strawberry.field(description="Whether that is a system · 是否为客户端")
    organization: Organization = strawberry.field(description="Where (art. 3) · 单位")
    role: Role = strawberry.field(description=_ROLE)
    since: datetime = strawberry.field(description="Since when · 起始时间")
    until: datetime | None = strawberry.field(description=_UNTIL)

    @classmethod
    def of(cls, facts: OfficeFacts, context: Context) -> Self:
        """Show an office."""
        organization = context.directory.by_id[facts.organization_id]
        return cls(
            id=strawberry.ID(context.ids.of(Named.OFFICE, facts.id)),
            person=strawberry.ID(context.ids.of(Named.PERSON, facts.account_id)),
            name=facts.name,
            client=facts.client,
            organization=Organization.of(organization, context.ids),
            role=facts.role,
            since=facts.since,
            until=facts.until,
        )


@strawberry.type(description="Who holds which office in an organization (art. 26) · 任职情况")
class Offices:
    """A page of the offices of an organization."""

    organization: Organization = strawberry.field(description="Where (art. 3) · 单位")
    roles: list[Role] = strawberry.field(
        description="Roles that the caller gives and ends there · 可任免的岗位角色"
    )
    offices: list[Office] = strawberry.field(description="The newest first · 任职")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


@strawberry.input(description="Somebody who has no account yet (art. 26) · 尚无账户的人员")
class NewcomerInput:
    """Somebody who has no account yet."""

    subject: str = strawberry.field(
        description="As whom the identity provider, that of the caller, knows them · 登录账号"
    )
    name: str = strawberry.field(description="Their name · 姓名")


@strawberry.input(description="Who shall hold which office (art. 26) · 任职登记")
class HoldOfficeInput:
    """Who shall hold which office: a person who is known, or a newcomer."""

    organization: str = strawberry.field(description="Code of the organization · 单位代码")
    role: Role = strawberry.field(description=_ROLE)
    person: strawberry.ID | None = strawberry.field(
        default=None, description="Id of who has an account, as the viewer is told · 个人标识"
    )
    newcomer: NewcomerInput | None = strawberry.field(
        default=None, description="Who has none yet · 尚无账户的人员"
    )
    until: datetime | None = strawberry.field(default=None, description=_UNTIL)
    idempotency_key: str = strawberry.field(description=_KEY)

    def stated(self, context: Context) -> wishes.HoldOffice:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        named, new = self.person, self.newcomer
        newcomer = None if new is None else wishes.Newcomer(subject=new.subject, name=new.name)
        return wishes.HoldOffice(
            organization=self.organization,
            role=self.role,
            person=None if named is None else context.ids.keys(named, Named.PERSON)[0],
            newcomer=newcomer,
            until=self.until,
        )


@strawberry.input(description="An office to be ended at once (art. 26) · 免职登记")
class LeaveOfficeInput:
    """An office to be ended at once."""

    office: strawberry.ID = strawberry.field(description="Id of the office · 任职标识")
    idempotency_key: str = strawberry.field(description=_KEY)

    def stated(self, context: Context) -> wishes.LeaveOffice:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        return wishes.LeaveOffice(context.ids.keys(self.office, Named.OFFICE)[0])


OfficeResult = Annotated[
    Office | Refusal,
    strawberry.union("OfficeResult", description="The office, or why not · 任职或拒绝理由"),
]
Holding = Annotated[
    HoldOfficeInput, strawberry.argument(name="input", description="Who and what · 任职内容")
]
Leaving = Annotated[LeaveOfficeInput, strawberry.argument(name="input", description="Which · 任职")]
OfOrganization = Annotated[
    str, strawberry.argument(description="Code of the organization · 单位代码")
]
Ended = Annotated[bool, strawberry.argument(description="Those too that ended · 含已终止的")]


@strawberry.type
class OfficeQuery:
    """Who holds which office."""

    @strawberry.field(
        description="Who holds which office, for administrators and auditors, the organization's"
        " and the data center's (art. 26) · 任职情况"
    )
    async def offices(
        self,
        info: Info,
        organization: OfOrganization,
        ended: Ended = False,  # noqa: FBT002 - an argument of the schema
        first: AtMost = 20,
        after: After = None,
    ) -> Offices:
        """Return a page of the offices of an organization."""
        context = info.context
        await context.current_catalog()
        bound = ("offices", context.call.name, organization, ended)
        asked = Asked(
            organization=organization,
            first=min(max(first, 1), LARGEST),
            ended=ended,
            after=None if after is None else context.ids.place(after, *bound),
        )
        found = await offices_of(context.call, context.directory, asked)
        last = found.offices[-1:]
        return Offices(
            organization=Organization.of(found.organization, context.ids),
            roles=found.roles,
            offices=[Office.of(one, context) for one in found.offices],
            end_cursor=context.ids.cursor(last[0].id, *bound) if last else None,
        )


@strawberry.type
class OfficeMutation:
    """Give and end offices."""

    @strawberry.mutation(description="Let somebody hold an office (art. 26) · 任职")
    async def hold_office(self, info: Info, wish: Holding) -> OfficeResult:
        """Let somebody hold an office."""
        context = info.context

        async def act() -> Office:
            await context.current_catalog()
            stated = wish.stated(context)
            done = await commands.hold_office(
                context.call, context.directory, stated, key=wish.idempotency_key
            )
            return Office.of(await office_of(context.call, context.directory, done), context)

        return await attempted(act())

    @strawberry.mutation(description="End an office at once (art. 26) · 免职")
    async def leave_office(self, info: Info, wish: Leaving) -> OfficeResult:
        """End an office."""
        context = info.context

        async def act() -> Office:
            await context.current_catalog()
            stated = wish.stated(context)
            done = await commands.leave_office(
                context.call, context.directory, stated, key=wish.idempotency_key
            )
            return Office.of(await office_of(context.call, context.directory, done), context)

        return await attempted(act())
