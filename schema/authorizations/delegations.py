"""Delegations in GraphQL (委托用证, art. 15(2))."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from hub.authorizations.delegations import commands, queries, wishes
from hub.authorizations.delegations.commands import Known
from hub.authorizations.delegations.facts import DelegationFacts
from hub.authorizations.delegations.model import Delegation as DelegationRow
from hub.authorizations.delegations.rules import is_delegate, state_of
from hub.authorizations.delegations.standing import facts_of, party_of
from hub.authorizations.terms import AuthorizationKind
from hub.authorizations.wishes import LicenseKey
from hub.licenses.keys import LicenseKeys
from schema.authorizations.interface import Authorization
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named


@strawberry.type(description="A delegation (art. 15(2)) · 委托用证（第十五条第二项）")
class Delegation(Authorization):
    """A person or a company uses a license for its holder, in one matter and window."""

    parent: strawberry.ID | None = strawberry.field(
        description="The delegation it is built on, if a delegate gave it · 上级委托"
    )
    matter: str = strawberry.field(description="The one matter · 事项")
    to_person: bool = strawberry.field(description="To a person, or else a company · 是否委托个人")
    to_viewer: bool = strawberry.field(
        description="Whether the viewer is the delegate, or acts for it · 是否委托给当前用户"
    )
    by_company: bool = strawberry.field(description="Whether a company gives it · 是否由企业委托")
    awaiting_approval: bool = strawberry.field(
        description="Whether the company that gives it has yet to approve · 是否待企业内部批准"
    )
    approved_at: datetime | None = strawberry.field(
        description="When it was given, or approved within the company · 批准时间"
    )
    ended_at: datetime | None = strawberry.field(description="When it was ended · 终止时间")

    @classmethod
    def of(cls, delegation: DelegationRow | DelegationFacts, context: Context) -> "Delegation":
        """Show a delegation to a party of it."""
        facts = delegation
        if isinstance(facts, DelegationRow):
            facts = facts_of(facts)
        license_id = context.ids.of(Named.LICENSE, facts.owner_key, facts.license_id)
        return cls(
            id=_id(context, facts.holder_key, facts.id),
            kind=AuthorizationKind.DELEGATION,
            license=strawberry.ID(license_id),
            fields=sorted(facts.fields),
            cause=facts.cause,
            given_at=facts.given_at,
            valid_from=facts.valid_from,
            valid_until=facts.valid_until,
            state=state_of(facts, context.call.moment),
            parent=None
            if facts.parent_id is None
            else _id(context, facts.holder_key, facts.parent_id),
            matter=facts.matter,
            to_person=facts.delegate_account is not None,
            to_viewer=is_delegate(facts, party_of(context.call)),
            by_company=facts.company is not None,
            awaiting_approval=facts.approved_at is None and facts.ended_at is None,
            approved_at=facts.approved_at,
            ended_at=facts.ended_at,
        )


DelegationResult = Annotated[
    Delegation | Refusal,
    strawberry.union("DelegationResult", description="The delegation, or why not · 委托或拒绝理由"),
]


@strawberry.input(description="A delegation to be given (art. 15(2)) · 委托用证申请")
class DelegateUseInput:
    """A delegation to be given."""

    license: strawberry.ID = strawberry.field(description="Id of the license · 证照全局标识")
    parent: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the own delegation that is passed on · 上级委托"
    )
    fields: list[str] = strawberry.field(description="Keys of the fields · 委托字段")
    matter: str = strawberry.field(description="Code of the matter · 事项编码")
    person: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the person, as `viewer` tells it · 受托个人"
    )
    company: str | None = strawberry.field(
        default=None, description="Credit code of the company · 受托企业统一社会信用代码"
    )
    valid_from: datetime | None = strawberry.field(default=None, description="From when · 起始时间")
    valid_until: datetime = strawberry.field(description="Until when · 截止时间")
    cause: str = strawberry.field(description="What for, in at most 200 characters · 事由")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> wishes.DelegateUse:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        holder, license_id = context.ids.keys(self.license, Named.LICENSE)
        person = self.person and context.ids.keys(self.person, Named.PERSON)[0]
        return wishes.DelegateUse(
            license=LicenseKey(holder, license_id),
            parent=delegation_key(context, self.parent),
            fields=tuple(self.fields),
            matter=self.matter,
            person=person or None,
            company=self.company,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            cause=self.cause,
        )


@strawberry.input(description="A delegation that a company is to approve · 企业内部批准")
class ApproveDelegationInput:
    """A delegation to be approved."""

    delegation: strawberry.ID = strawberry.field(description="Id of the delegation · 委托全局标识")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


@strawberry.input(description="A delegation to be ended (art. 15(2)) · 终止委托")
class EndDelegationInput:
    """A delegation to be ended."""

    delegation: strawberry.ID = strawberry.field(description="Id of the delegation · 委托全局标识")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


Delegating = Annotated[
    DelegateUseInput, strawberry.argument(name="input", description="The delegation · 委托")
]
Approving = Annotated[
    ApproveDelegationInput,
    strawberry.argument(name="input", description="Which delegation · 委托"),
]
Ending = Annotated[
    EndDelegationInput, strawberry.argument(name="input", description="Which delegation · 委托")
]


@strawberry.type
class DelegationMutation:
    """Give, approve and end delegations."""

    @strawberry.mutation(description="Let someone act in one matter (art. 15(2)) · 委托用证")
    async def delegate_use(self, info: Info, wish: Delegating) -> DelegationResult:
        """Give a delegation."""
        context = info.context

        async def act() -> Delegation:
            catalog = await context.current_catalog()
            known = Known(catalog, context.scenarios, LicenseKeys(context.parts.keyring))
            stated, key = wish.stated(context), wish.idempotency_key
            return Delegation.of(
                await commands.delegate_use(context.call, known, stated, key=key), context
            )

        return await attempted(act())

    @strawberry.mutation(
        description="Approve within a company what it delegates (art. 15(2)) · 企业内部批准委托"
    )
    async def approve_delegation(self, info: Info, wish: Approving) -> DelegationResult:
        """Approve a delegation."""
        context = info.context

        async def act() -> Delegation:
            keys = context.ids.keys(wish.delegation, Named.DELEGATION)
            stated = wishes.ApproveDelegation(wishes.DelegationKey(*keys))
            key = wish.idempotency_key
            return Delegation.of(
                await commands.approve_delegation(context.call, stated, key=key), context
            )

        return await attempted(act())

    @strawberry.mutation(
        description="End a delegation and all built on it, at once (art. 15(2)) · 终止委托"
    )
    async def end_delegation(self, info: Info, wish: Ending) -> DelegationResult:
        """End a delegation."""
        context = info.context

        async def act() -> Delegation:
            keys = context.ids.keys(wish.delegation, Named.DELEGATION)
            stated = wishes.EndDelegation(wishes.DelegationKey(*keys))
            key = wish.idempotency_key
            return Delegation.of(
                await commands.end_delegation(context.call, stated, key=key), context
            )

        return await attempted(act())


async def told_delegations(context: Context, first: int) -> list[Delegation]:
    """Return the newest delegations that concern the caller."""
    told = await queries.delegations_of(context.call, first)
    return [Delegation.of(facts, context) for facts in told]


def delegation_key(context: Context, id_: str | None) -> wishes.DelegationKey | None:
    """Return the key in a delegation's id, where one is stated.

    Raises: IdInvalid.
    """
    if id_ is None:
        return None
    return wishes.DelegationKey(*context.ids.keys(id_, Named.DELEGATION))


def _id(context: Context, *keys: UUID) -> strawberry.ID:
    return strawberry.ID(context.ids.of(Named.DELEGATION, *keys))
