"""Grants in GraphQL (授权用证, art. 15(2))."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from hub.authorizations.grants import commands, queries, wishes
from hub.authorizations.grants.queries import GrantFacts
from hub.authorizations.grants.rules import state_of
from hub.authorizations.grants.terms import Right
from hub.authorizations.terms import AuthorizationKind
from hub.authorizations.wishes import LicenseKey
from schema.authorizations.interface import Authorization
from schema.catalog.types import CatalogEntry
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.organizations import Organization

strawberry.enum(Right, description="What a grant allows (art. 15(2)) · 授权权限")


@strawberry.type(description="A holder's grant (art. 15(2)) · 授权用证（第十五条第二项）")
class Grant(Authorization):
    """A holder lets an organization or a person use fields of a license."""

    entry: CatalogEntry | None = strawberry.field(
        description="Of which entry, told to its giver alone (art. 7) · 目录条目（仅授权人可见）"
    )
    organization: Organization | None = strawberry.field(description="To whom · 被授权单位")
    to_person: bool = strawberry.field(description="Whether it is to a person · 是否授权给个人")
    right: Right = strawberry.field(description="What it allows · 权限")
    max_uses: int | None = strawberry.field(description="Most uses, if limited · 使用次数上限")
    used: int = strawberry.field(description="Uses so far, where limited · 已用次数")
    withdrawn_at: datetime | None = strawberry.field(description="When withdrawn · 撤回时间")

    @classmethod
    def of(cls, grant: GrantFacts, context: Context) -> "Grant":
        """Show a grant to a party of it."""
        to = grant.grantee_organization
        gave = grant.holder_key in context.call.own_keys
        license_id = context.ids.of(Named.LICENSE, grant.owner_key, grant.license_id)
        return cls(
            id=strawberry.ID(context.ids.of(Named.GRANT, grant.holder_key, grant.id)),
            kind=AuthorizationKind.GRANT,
            license=strawberry.ID(license_id),
            entry=CatalogEntry.of(context.catalog.by_id[grant.entry_id], context) if gave else None,
            organization=Organization.found(to, context.directory, context.ids),
            to_person=to is None,
            fields=grant.fields,
            right=grant.grant_right,
            valid_from=grant.valid_from,
            valid_until=grant.valid_until,
            max_uses=grant.max_uses,
            used=grant.used,
            cause=grant.cause,
            given_at=grant.given_at,
            withdrawn_at=grant.withdrawn_at,
            state=state_of(grant, context.call.moment),
        )


GrantResult = Annotated[
    Grant | Refusal,
    strawberry.union("GrantResult", description="The grant, or why not · 授权或拒绝理由"),
]


@strawberry.input(description="A grant to be given (art. 15(2)) · 授权用证申请")
class GrantUseInput:
    """A grant to be given."""

    license: strawberry.ID = strawberry.field(description="Id of the license · 证照全局标识")
    fields: list[str] = strawberry.field(description="Keys of the fields · 授权字段")
    right: Right = strawberry.field(default=Right.VIEW, description="What it allows · 权限")
    organization: str | None = strawberry.field(
        default=None, description="Credit code of the organization · 被授权单位代码"
    )
    person: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the person, as `viewer` tells it · 被授权个人"
    )
    valid_from: datetime | None = strawberry.field(default=None, description="From when · 起始时间")
    valid_until: datetime = strawberry.field(description="Until when · 截止时间")
    max_uses: int | None = strawberry.field(default=None, description="Most uses · 使用次数上限")
    cause: str = strawberry.field(description="What for, in at most 200 characters · 事由")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.GrantUse:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        holder, license_id = context.ids.keys(self.license, Named.LICENSE)
        return wishes.GrantUse(
            license=LicenseKey(holder, license_id),
            fields=tuple(self.fields),
            right=self.right,
            organization=self.organization,
            person=None if self.person is None else _person(context, self.person),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            max_uses=self.max_uses,
            cause=self.cause,
        )


@strawberry.input(description="A grant to be withdrawn (art. 15(2)) · 撤回授权")
class WithdrawGrantInput:
    """A grant to be withdrawn."""

    grant: strawberry.ID = strawberry.field(description="Id of the grant · 授权全局标识")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


Granting = Annotated[
    GrantUseInput, strawberry.argument(name="input", description="The grant · 授权")
]
Withdrawing = Annotated[
    WithdrawGrantInput, strawberry.argument(name="input", description="Which grant · 授权")
]


@strawberry.type
class GrantMutation:
    """Give and withdraw grants."""

    @strawberry.mutation(description="Let someone use an own license (art. 15(2)) · 授权用证")
    async def grant_use(self, info: Info, wish: Granting) -> GrantResult:
        """Give a grant."""
        context = info.context

        async def act() -> Grant:
            catalog = await context.current_catalog()
            stated = wish.stated(context)
            key = wish.idempotency_key
            made = await commands.grant_use(context.call, catalog, stated, key=key)
            return await shown_grant(context, made.holder_key, made.id)

        return await attempted(act())

    @strawberry.mutation(description="End a grant at once (art. 15(2)) · 撤回授权")
    async def withdraw_grant(self, info: Info, wish: Withdrawing) -> GrantResult:
        """Withdraw a grant."""
        context = info.context

        async def act() -> Grant:
            await context.current_catalog()
            keys = context.ids.keys(wish.grant, Named.GRANT)
            stated = wishes.WithdrawGrant(*keys)
            key = wish.idempotency_key
            made = await commands.withdraw_grant(context.call, stated, key=key)
            return await shown_grant(context, made.holder_key, made.id)

        return await attempted(act())


async def shown_grant(context: Context, holder_key: UUID, grant_id: UUID) -> Grant:
    """Show a grant to a party of it, as it stands now.

    Raises: GrantNotFound.
    """
    return Grant.of(await queries.grant_of(context.call, holder_key, grant_id), context)


async def told_grants(context: Context, first: int) -> list[Grant]:
    """Return the newest grants that the caller gave or was given."""
    return [Grant.of(grant, context) for grant in await queries.grants_of(context.call, first)]


def _person(context: Context, id_: str) -> UUID:
    (account,) = context.ids.keys(id_, Named.PERSON)
    return account
