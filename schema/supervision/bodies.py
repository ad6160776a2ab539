"""Designated bodies and officers in GraphQL (专门机构和人员, art. 26)."""

from datetime import datetime
from typing import Annotated

import strawberry

from hub.supervision.bodies import commands, wishes
from hub.supervision.bodies.queries import OfficerFacts, officers_of
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.organizations import Organization


@strawberry.type(description="A designated officer (art. 26) · 专门人员（第二十六条）")
class Officer:
    """Somebody designated for electronic licenses."""

    person: strawberry.ID = strawberry.field(description="Id of the person · 人员标识")
    since: datetime = strawberry.field(description="Since when · 起始时间")


@strawberry.type(description="Who answers for electronic licenses (art. 26) · 专门机构和人员")
class Designation:
    """Who answers for electronic licenses in an organization."""

    organization: Organization = strawberry.field(description="Where (art. 3) · 单位")
    body: str | None = strawberry.field(description="The designated body, if any · 专门机构")
    officers: list[Officer] = strawberry.field(description="Its officers · 专门人员")


DesignationResult = Annotated[
    Designation | Refusal,
    strawberry.union(
        "DesignationResult", description="The designation, or why not · 登记结果或拒绝理由"
    ),
]


@strawberry.input(description="A body and its officers (art. 26) · 登记专门机构和人员")
class DesignateBodyInput:
    """A body and its officers."""

    organization: str = strawberry.field(description="Code of the organization · 单位代码")
    body: str = strawberry.field(description="Name of the body · 专门机构名称")
    officers: list[strawberry.ID] = strawberry.field(
        description="Ids of all officers, people who hold an office there; who is left out is an"
        " officer no more · 全部专门人员标识"
    )
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.DesignateBody:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        people = (context.ids.keys(one, Named.PERSON)[0] for one in self.officers)
        return wishes.DesignateBody(
            organization=self.organization, body=self.body, officers=tuple(people)
        )


Designating = Annotated[
    DesignateBodyInput, strawberry.argument(name="input", description="Whom · 登记内容")
]


@strawberry.type
class BodyMutation:
    """Designate bodies and officers."""

    @strawberry.mutation(
        description="Designate the body and the officers of an organization (art. 26)"
        " · 登记专门机构和人员"
    )
    async def designate_body(self, info: Info, wish: Designating) -> DesignationResult:
        """Designate a body."""
        context = info.context

        async def act() -> Designation:
            made = await commands.designate_body(
                context.call, wish.stated(context), key=wish.idempotency_key
            )
            await context.current_catalog()
            return await designation_of(context, made.id, made.designated_body)

        return await attempted(act())


async def designation_of(context: Context, organization_id: int, body: str | None) -> Designation:
    """Show who answers for electronic licenses in an organization."""
    facts = context.directory.by_id[organization_id]
    return Designation(
        organization=Organization.of(facts, context.ids),
        body=body,
        officers=[
            _officer(one, context) for one in await officers_of(context.call, organization_id)
        ],
    )


def _officer(facts: OfficerFacts, context: Context) -> Officer:
    person = strawberry.ID(context.ids.of(Named.PERSON, facts.account_id))
    return Officer(person=person, since=facts.since)
