"""Succession of issuers in GraphQL (签发单位变更, art. 12)."""

from typing import Annotated

import strawberry

from hub.issuing.succession import succeed_issuer
from hub.issuing.wishes import Heir, SucceedIssuer
from schema.context import Info
from schema.errors import Refusal, attempted
from schema.organizations import Organization


@strawberry.input(description="Who succeeds, and to what (art. 12) · 承继单位")
class HeirInput:
    """Who succeeds, and to what."""

    successor: str = strawberry.field(description="Credit code of the heir · 承继单位代码")
    entries: list[str] = strawberry.field(
        default_factory=list,
        description="Codes of entries; without any, all the rest (art. 12) · 目录编码",
    )


@strawberry.input(description="An issuer and its heirs (art. 12) · 签发单位变更")
class SucceedIssuerInput:
    """An issuer and its heirs."""

    predecessor: str = strawberry.field(description="Credit code of the issuer · 原签发单位代码")
    heirs: list[HeirInput] = strawberry.field(description="Who succeeds to what · 承继单位")
    legal_basis: str = strawberry.field(description="Code of the basis (art. 12) · 依据编码")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self) -> SucceedIssuer:
        """Return the wish as plain data."""
        heirs = tuple(Heir(one.successor, tuple(one.entries)) for one in self.heirs)
        return SucceedIssuer(self.predecessor, heirs, self.legal_basis)


@strawberry.type(description="What became of an issuer (art. 12) · 承继结果")
class Succession:
    """What became of an issuer."""

    predecessor: Organization = strawberry.field(description="Who was succeeded · 原签发单位")
    heirs: list[Organization] = strawberry.field(description="Who succeeded · 承继单位")


SuccessionResult = Annotated[
    Succession | Refusal,
    strawberry.union("SuccessionResult", description="The succession, or why not · 结果或拒绝"),
]
Succeeding = Annotated[
    SucceedIssuerInput, strawberry.argument(name="input", description="Who and whom · 变更内容")
]


@strawberry.type
class SuccessionMutation:
    """Let heirs succeed to issuers."""

    @strawberry.mutation(
        description="Merge, split or transfer an issuer in one act (art. 12) · 签发单位变更"
    )
    async def succeed_issuer(self, info: Info, wish: Succeeding) -> SuccessionResult:
        """Let heirs succeed to an issuer."""
        context = info.context

        async def act() -> Succession:
            stated, key = wish.stated(), wish.idempotency_key
            former = await succeed_issuer(context.call, context.desk, stated, key=key)
            await context.current_catalog()
            directory, ids = context.directory, context.ids
            heirs = (directory.by_code[heir.successor] for heir in stated.heirs)
            return Succession(
                predecessor=Organization.of(directory.by_id[former.id], ids),
                heirs=[Organization.of(heir, ids) for heir in heirs],
            )

        return await attempted(act())
