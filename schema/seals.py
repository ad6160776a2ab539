"""The register of electronic seals in GraphQL (电子印章, art. 12, 24)."""

import base64
from datetime import datetime
from typing import Annotated

import strawberry

from hub.seals import commands, queries, wishes
from hub.seals.model import SealRow
from hub.seals.queries import SealFacts
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.organizations import Organization


@strawberry.type(description="An electronic seal (art. 12, 24) · 电子印章")
class Seal:
    """A seal as everybody may know it: what verifies it, and whether it still holds."""

    number: str = strawberry.field(description="Its number · 印章编号")
    name: str = strawberry.field(description="What it says · 印章名称")
    organization: Organization = strawberry.field(description="Whose it is · 所属单位")
    certificate: str = strawberry.field(description="Its certificate, DER in base64 · 印章证书")
    valid_from: datetime = strawberry.field(description="From when it holds · 有效期起")
    valid_until: datetime = strawberry.field(description="Until when it holds · 有效期止")
    revoked_at: datetime | None = strawberry.field(description="When revoked · 吊销时间")
    revoked_for: str | None = strawberry.field(description="Why revoked · 吊销原因")

    @classmethod
    def of(cls, facts: SealFacts | SealRow, context: Context) -> "Seal":
        """Show a seal."""
        return cls(
            number=facts.number,
            name=facts.name_zh,
            organization=Organization.of(
                context.directory.by_id[facts.organization_id], context.ids
            ),
            certificate=base64.b64encode(facts.certificate).decode(),
            valid_from=facts.valid_from,
            valid_until=facts.valid_until,
            revoked_at=facts.revoked_at,
            revoked_for=facts.revoked_for,
        )


SealResult = Annotated[
    Seal | Refusal,
    strawberry.union("SealResult", description="The seal, or why not · 电子印章或拒绝理由"),
]


@strawberry.input(description="A seal that is to be used no more (art. 12) · 吊销电子印章")
class RevokeSealInput:
    """A seal that is to be used no more."""

    number: str = strawberry.field(description="Its number · 印章编号")
    reason: str = strawberry.field(description="Why, in at most 200 characters · 原因")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


Revoking = Annotated[
    RevokeSealInput, strawberry.argument(name="input", description="Which, and why · 吊销内容")
]
OfOrganization = Annotated[
    str, strawberry.argument(description="Credit code of the organization · 单位代码")
]


@strawberry.type
class SealQuery:
    """The register of seals."""

    @strawberry.field(description="Seals of an organization, the newest first (art. 24) · 电子印章")
    async def seals(self, info: Info, organization: OfOrganization) -> list[Seal]:
        """Return the seals of an organization; none where there is no such organization."""
        context = info.context
        await context.current_catalog()
        facts = context.directory.by_code.get(organization)
        found = [] if facts is None else await queries.seals_of(context.call, facts.id)
        return [Seal.of(one, context) for one in found]


@strawberry.type
class SealMutation:
    """Revoke seals."""

    @strawberry.mutation(description="Revoke a seal (art. 12) · 吊销电子印章")
    async def revoke_seal(self, info: Info, wish: Revoking) -> SealResult:
        """Revoke a seal."""
        context = info.context

        async def act() -> Seal:
            await context.current_catalog()
            stated, key = wishes.RevokeSeal(wish.number, wish.reason), wish.idempotency_key
            return Seal.of(await commands.revoke_seal(context.call, stated, key=key), context)

        return await attempted(act())
