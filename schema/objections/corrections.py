"""Corrections of what somebody received, told for its very fields, and acknowledged (art. 21)."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from hub.objections.corrections.commands import acknowledge_correction
from hub.objections.corrections.queries import CorrectionFacts, correction_of, corrections_of
from hub.objections.corrections.wishes import AcknowledgeCorrection
from schema.arguments import After, AtMost
from schema.catalog.types import CatalogEntry
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.ids import Named
from schema.node import Node
from schema.organizations import Organization
from schema.paging import LARGEST


@strawberry.type(description="That something received was corrected (art. 21) · 更正通知")
class Correction(Node):
    """That fields which somebody received were corrected; what they say is read as ever."""

    license: strawberry.ID = strawberry.field(description="Id of the license · 证照全局标识")
    entry: CatalogEntry = strawberry.field(description="Of which entry (art. 7) · 目录条目")
    fields: list[str] = strawberry.field(
        description="Keys of the fields that were received and are corrected · 已更正的字段"
    )
    to: Organization | None = strawberry.field(
        description="Who received them, if an organization; or whom it succeeded · 被通知单位"
    )
    at: datetime = strawberry.field(description="Since when it is told · 通知时间")
    acknowledged_at: datetime | None = strawberry.field(
        description="When its recipient acknowledged it · 确认时间"
    )

    @classmethod
    def of(cls, facts: CorrectionFacts, context: Context) -> Self:
        """Show a correction to its recipient."""
        ids = context.ids
        return cls(
            id=strawberry.ID(ids.of(Named.CORRECTION, facts.holder_key, facts.id)),
            license=strawberry.ID(ids.of(Named.LICENSE, facts.holder_key, facts.license_id)),
            entry=CatalogEntry.of(context.catalog.by_id[facts.entry_id], context),
            fields=facts.fields,
            to=Organization.found(facts.organization_id, context.directory, ids),
            at=facts.made_at,
            acknowledged_at=facts.acknowledged_at,
        )


@strawberry.type(description="A page of corrections (art. 21) · 更正通知分页")
class CorrectionPage:
    """A page of corrections."""

    corrections: list[Correction] = strawberry.field(description="The corrections · 更正通知")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


CorrectionResult = Annotated[
    Correction | Refusal,
    strawberry.union(
        "CorrectionResult", description="The correction, or why not · 更正通知或拒绝理由"
    ),
]


@strawberry.input(description="A correction that was taken note of (art. 21) · 确认知悉更正")
class AcknowledgeCorrectionInput:
    """A correction that was taken note of."""

    correction: strawberry.ID = strawberry.field(description="Id of it · 更正通知全局标识")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")

    def stated(self, context: Context) -> AcknowledgeCorrection:
        """Return the wish as plain data.

        Raises: IdInvalid.
        """
        return AcknowledgeCorrection(*context.ids.keys(self.correction, Named.CORRECTION))


Acknowledging = Annotated[
    AcknowledgeCorrectionInput, strawberry.argument(name="input", description="Which one · 确认")
]
Pending = Annotated[
    bool, strawberry.argument(description="Only those not acknowledged · 仅未确认的")
]


@strawberry.type
class CorrectionQuery:
    """Corrections."""

    @strawberry.field(
        description="Corrections of what the caller's organization, or the caller, received"
        " (art. 21) · 更正通知列表"
    )
    async def corrections(
        self, info: Info, *, pending: Pending = False, first: AtMost = 20, after: After = None
    ) -> CorrectionPage:
        """Return a page of corrections, the newest first."""
        context = info.context
        await context.current_catalog()
        bound = ("corrections", context.call.name, pending)
        place = None if after is None else context.ids.place(after, *bound)
        size = min(max(first, 1), LARGEST)
        found = await corrections_of(context.call, pending=pending, first=size, after=place)
        return CorrectionPage(
            corrections=[Correction.of(one, context) for one in found],
            end_cursor=context.ids.cursor(found[-1].id, *bound) if found else None,
        )


@strawberry.type
class CorrectionMutation:
    """Acknowledge corrections."""

    @strawberry.mutation(
        description="Acknowledge a correction, as its recipient (art. 21) · 确认知悉更正"
    )
    async def acknowledge_correction(self, info: Info, wish: Acknowledging) -> CorrectionResult:
        """Acknowledge a correction."""
        context = info.context

        async def act() -> Correction:
            stated, key = wish.stated(context), wish.idempotency_key
            named = await acknowledge_correction(context.call, stated, key=key)
            await context.current_catalog()
            found = await correction_of(context.call, named.holder_key, named.id)
            return Correction.of(found, context)

        return await attempted(act())
